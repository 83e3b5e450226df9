// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.util.List;

/**
 * The guest memory in the main stream.
 *
 * @param pageSize of the guest, in bytes
 * @param totalBytes of all blocks, as the stream announces them
 * @param blocks in stream order
 * @param multifdFlushes number of times that the main stream waits for the pages on multifd channels
 */
public record RamSummary(int pageSize, long totalBytes, List<Block> blocks, long multifdFlushes) {
    /** Copies the list. */
    public RamSummary {
        blocks = List.copyOf(blocks);
    }

    /**
     * The pages of one block. A page that was sent twice counts twice. In a mapped-ram file, set and clear bits count.
     *
     * @param name as ISO 8859-1 characters
     * @param usedBytes length of the block
     * @param normalPages uncompressed pages
     * @param zeroPages pages sent as a fill byte
     * @param xbzrlePages pages sent as differences
     * @param compressedPages pages compressed with zlib
     */
    public record Block(
            String name, long usedBytes, long normalPages, long zeroPages, long xbzrlePages, long compressedPages) {}

    /** Returns the number of pages with content in all blocks. */
    long contentPages() {
        return blocks.stream()
                .mapToLong(b -> b.normalPages + b.xbzrlePages + b.compressedPages)
                .sum();
    }

    /** Returns the number of zero pages in all blocks. */
    long zeroPages() {
        return blocks.stream().mapToLong(Block::zeroPages).sum();
    }
}
