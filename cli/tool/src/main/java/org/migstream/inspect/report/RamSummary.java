// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.util.List;

/**
 * Guest memory in the main stream.
 *
 * @param pageSize of the guest, bytes
 * @param totalBytes of all blocks, as announced
 * @param blocks in the order of the list
 * @param multifdFlushes how often the pages on multifd channels were waited for
 */
public record RamSummary(int pageSize, long totalBytes, List<Block> blocks, long multifdFlushes) {
    /** A copy that nobody can change. */
    public RamSummary {
        blocks = List.copyOf(blocks);
    }

    /**
     * One block. Pages are counted as often as they were sent; in a mapped-ram file, the set and the clear bits.
     *
     * @param name bytes as characters
     * @param usedBytes its length
     * @param normalPages sent as they are
     * @param zeroPages sent as a fill byte
     * @param xbzrlePages sent as differences
     * @param compressedPages sent in zlib
     */
    public record Block(
            String name, long usedBytes, long normalPages, long zeroPages, long xbzrlePages, long compressedPages) {}

    /** Pages of all blocks that were sent with content. */
    long contentPages() {
        return blocks.stream()
                .mapToLong(b -> b.normalPages + b.xbzrlePages + b.compressedPages)
                .sum();
    }

    /** Zero pages of all blocks. */
    long zeroPages() {
        return blocks.stream().mapToLong(Block::zeroPages).sum();
    }
}
