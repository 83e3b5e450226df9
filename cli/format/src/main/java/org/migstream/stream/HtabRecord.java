// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * What the section {@code spapr/htab} consists of, the hash page table of a POWER guest (QEMU hw/ppc/spapr.c {@code
 * htab_save_setup}, {@code htab_load}): a {@link Header}, which may be all, then {@link Chunk}s.
 */
public sealed interface HtabRecord extends SelfDelimitingRecord {
    /**
     * be32: in START the table's size, else 0, behind which chunks follow.
     *
     * @param shift the size as a power of two, 0xffffffff if the guest has no such table
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
     * be32 index, be16 valid, be16 invalid; the body is the valid entries. The chunk that is all zero is the last.
     *
     * @param index of the first entry
     * @param validEntries entries that are sent
     * @param invalidEntries entries behind them that are empty
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
