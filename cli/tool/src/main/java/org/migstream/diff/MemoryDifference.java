// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;

/**
 * A RAM block with differing content.
 *
 * @param block name of the block
 * @param pageSize page size in bytes
 * @param differingPages number of differing pages
 * @param firstAddress address of the first differing page in the block, in bytes
 * @param uncomparedPages number of pages that could not be compared
 */
public record MemoryDifference(
        String block, int pageSize, long differingPages, long firstAddress, long uncomparedPages) {
    /**
     * A run of adjacent differing pages.
     *
     * @param block name of the block
     * @param address address of the first page in the block, in bytes
     * @param length length of the run in bytes
     */
    public record PageRange(String block, long address, long length) {
        /** Stores page ranges in a {@link SpillList}. */
        public static final SpillList.Codec<PageRange> CODEC = new SpillList.Codec<>() {
            @Override
            public void write(PageRange range, DataOutput out) throws IOException {
                out.writeUTF(range.block);
                out.writeLong(range.address);
                out.writeLong(range.length);
            }

            @Override
            public PageRange read(DataInput in) throws IOException {
                return new PageRange(in.readUTF(), in.readLong(), in.readLong());
            }
        };
    }
}
