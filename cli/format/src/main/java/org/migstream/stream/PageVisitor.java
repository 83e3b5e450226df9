// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.stream.RamRecord.RamPage.Encoding;

/** Receives the pages that {@link MigrationReader#skipPages} skips. Has no object for a page, so that it allocates none. */
@FunctionalInterface
public interface PageVisitor {
    /**
     * Receives a page of the block of the current page.
     *
     * @param encoding {@link Encoding#NORMAL}, or {@link Encoding#ZERO} with the fill byte 0
     * @param address offset of the page in the block, in bytes
     * @param bodyLength length of the record's body in bytes
     */
    void visitPage(Encoding encoding, long address, int bodyLength);
}
