// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.IOException;
import org.migstream.stream.RamBlock;

/** Takes guest memory: first the blocks of the list, then pages, as often as they were sent. */
public interface PageSink {
    /** A block of the main stream's list. A channel read alone has none: its pages just name their block. */
    default void acceptBlock(RamBlock block) throws IOException {}

    /** A copy of a page. */
    void acceptPage(PageCopy copy) throws IOException;

    /**
     * Gives the copy of a page that counts so far: to apply a difference to it.
     *
     * @param into the page, zeroes if there was no copy; as long as the page
     * @return false if it is not known any more, or its content never was
     */
    boolean readLatestCopy(String block, long address, byte[] into) throws IOException;
}
