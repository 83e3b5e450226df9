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
 * @param pages that differ
 * @param first the address in the block of the first of them
 * @param unknown pages that could not be compared
 */
public record MemoryDifference(String block, int pageSize, long pages, long first, long unknown) {
    /**
     * Pages that differ, one next to the other.
     *
     * @param block the name of their block
     * @param address of the first, in the block
     * @param length of all, bytes
     */
    public record Stretch(String block, long address, long length) {
        /** For lists of them. */
        public static final SpillList.Codec<Stretch> CODEC = new SpillList.Codec<>() {
            @Override
            public void write(Stretch stretch, DataOutput out) throws IOException {
                out.writeUTF(stretch.block);
                out.writeLong(stretch.address);
                out.writeLong(stretch.length);
            }

            @Override
            public Stretch read(DataInput in) throws IOException {
                return new Stretch(in.readUTF(), in.readLong(), in.readLong());
            }
        };
    }
}
