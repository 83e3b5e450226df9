// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.IOException;
import org.migstream.stream.RamBlock;

/** Receives guest memory: first the RAM blocks, then every copy of every page. */
public interface PageSink {
    /** Receives a block of the main stream's list. A channel without main stream has none; its pages name their block. */
    default void acceptBlock(RamBlock block) throws IOException {}

    /** Receives a copy of a page. */
    void acceptPage(PageCopy copy) throws IOException;

    /**
     * Reads the latest copy of a page, to which an XBZRLE difference is applied.
     *
     * @param into receives the page, or zeroes if there was no copy; as long as the page
     * @return false if the sink did not keep the copy, or its content is unknown
     */
    boolean readLatestCopy(String block, long address, byte[] into) throws IOException;
}
