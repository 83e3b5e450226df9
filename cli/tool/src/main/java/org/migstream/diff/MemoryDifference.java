// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;

/**
 * A RAM block whose content is not the same.
 *
 * @param block its name
 * @param pageSize bytes
 * @param differingPages that differ
 * @param firstAddress the address in the block of the first of them
 * @param uncomparedPages pages that could not be compared
 */
public record MemoryDifference(
        String block, int pageSize, long differingPages, long firstAddress, long uncomparedPages) {
    /**
     * Pages that differ, one next to the other.
     *
     * @param block the name of their block
     * @param address of the first, in the block
     * @param length of all, bytes
     */
    public record PageRange(String block, long address, long length) {
        /** For lists of them. */
        public static final SpillList.Codec<PageRange> CODEC = new SpillList.Codec<>() {
            @Override
            public void write(PageRange stretch, DataOutput out) throws IOException {
                out.writeUTF(stretch.block);
                out.writeLong(stretch.address);
                out.writeLong(stretch.length);
            }

            @Override
            public PageRange read(DataInput in) throws IOException {
                return new PageRange(in.readUTF(), in.readLong(), in.readLong());
            }
        };
    }
}
