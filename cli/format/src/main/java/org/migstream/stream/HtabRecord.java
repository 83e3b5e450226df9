// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * A record of the section {@code spapr/htab}, the hash page table of a POWER guest (QEMU hw/ppc/spapr.c {@code
 * htab_save_setup}, {@code htab_load}): a {@link Header}, which may be the only record, then {@link Chunk}s.
 */
public sealed interface HtabRecord extends SelfDelimitingRecord {
    /**
     * The first record, a be32. In a START section the be32 is the binary logarithm of the size of the table, and no
     * chunks follow. In other sections the be32 is 0, and chunks follow.
     *
     * @param shift the binary logarithm of the table's size in bytes; 0xffffffff if the guest has no hash page table; 0
     *     before chunks
     */
    record Header(long offset, long shift) implements HtabRecord {
        static Header read(ByteSource in) throws IOException {
            return new Header(in.position(), in.readBe32());
        }

        @Override
        public boolean isLast() {
            return shift != 0;
        }

        @Override
        public long headLength() {
            return 4;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe32(shift);
        }
    }

    /**
     * A run of entries: be32 index, be16 valid, be16 invalid. The body is the valid entries, 16 bytes each. In the last
     * chunk all three fields are 0.
     *
     * @param index of the first entry
     * @param validEntries number of entries in the body
     * @param invalidEntries number of invalid entries after the valid ones
     */
    record Chunk(long offset, long index, int validEntries, int invalidEntries) implements HtabRecord {
        private static final int HASH_PTE_SIZE_64 = 16;

        static Chunk read(ByteSource in) throws IOException {
            return new Chunk(in.position(), in.readBe32(), in.readBe16(), in.readBe16());
        }

        @Override
        public boolean isLast() {
            return index == 0 && validEntries == 0 && invalidEntries == 0;
        }

        @Override
        public long headLength() {
            return 8;
        }

        @Override
        public long bodyLength() {
            return (long) validEntries * HASH_PTE_SIZE_64;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe32(index);
            out.writeBe16(validEntries);
            out.writeBe16(invalidEntries);
        }
    }
}
