// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * What a section of the idstr {@code ram} consists of (QEMU {@code ram_save_setup}, {@code save_page_header} and {@code
 * ram_load_precopy} in migration/ram.c). A record begins with a be64: an address or size, and flags in its low bits.
 */
public sealed interface RamRecord extends SectionRecord
        permits RamRecord.MemSize, RamBlock, MappedRamRegion, RamPage, RamRecord.FlagOnly {

    /** The flags of the first word ({@code RAM_SAVE_FLAG_*}); all lie below 0x400. */
    enum Flag {
        /** A page that is all of one byte. */
        ZERO(0x002),
        /** The total of all blocks; the list of blocks follows. */
        MEM_SIZE(0x004),
        /** A page as it is. */
        PAGE(0x008),
        /** The end of the section. */
        EOS(0x010),
        /** The page belongs to the same block as the one before, which may stand in an earlier section. */
        CONTINUE(0x020),
        /** The difference to what was sent before. */
        XBZRLE(0x040),
        /** RDMA: the data went another way. */
        HOOK(0x080),
        /** zlib, until QEMU 9.0. */
        COMPRESS_PAGE(0x100),
        /** All multifd channels synchronise here. */
        MULTIFD_FLUSH(0x200);

        /** All bits that can be flags. */
        static final long MASK = 0x3ff;

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        /** The bit in the word. */
        public int bit() {
            return bit;
        }
    }

    /** The sum of the used lengths of all blocks, in bytes; that many bytes of {@link RamBlock}s follow. */
    record MemSize(long offset, long totalBytes) implements RamRecord {
        @Override
        public long headLength() {
            return Long.BYTES;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe64(totalBytes | Flag.MEM_SIZE.bit());
        }
    }

    /** A word that is nothing but a flag: {@link Flag#EOS} or {@link Flag#MULTIFD_FLUSH}. */
    record FlagOnly(long offset, Flag flag) implements RamRecord {
        @Override
        public long headLength() {
            return Long.BYTES;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe64(flag.bit());
        }
    }
}
