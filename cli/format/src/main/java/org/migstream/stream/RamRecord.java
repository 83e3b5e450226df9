// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * A record of a section with the idstr {@code ram} (QEMU {@code ram_save_setup}, {@code save_page_header} and {@code
 * ram_load_precopy} in migration/ram.c). A record starts with a be64: an address or size, and flags in its low bits.
 */
public sealed interface RamRecord extends SectionRecord
        permits RamRecord.MemSize, RamBlock, MappedRamRegion, RamPage, RamRecord.FlagOnly {

    /** The flags of the first word ({@code RAM_SAVE_FLAG_*}); all are below 0x400. */
    enum Flag {
        /** A page with one value in all bytes. */
        ZERO(0x002),
        /** The total of all blocks; the list of blocks follows. */
        MEM_SIZE(0x004),
        /** An uncompressed page. */
        PAGE(0x008),
        /** The end of the section. */
        EOS(0x010),
        /** The page is in the same block as the page before, which may be in an earlier section. */
        CONTINUE(0x020),
        /** The difference to the page sent before. */
        XBZRLE(0x040),
        /** RDMA: the data are not in the stream. */
        HOOK(0x080),
        /** zlib, until QEMU 9.0. */
        COMPRESS_PAGE(0x100),
        /** All multifd channels synchronise here. */
        MULTIFD_FLUSH(0x200);

        /** The bits of a word that are flags. */
        static final long MASK = 0x3ff;

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        /** Returns the bit in the word. */
        public int bit() {
            return bit;
        }
    }

    /** The sum of the used lengths of all blocks in bytes. The {@link RamBlock}s follow. */
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

    /** A word with only a flag: {@link Flag#EOS} or {@link Flag#MULTIFD_FLUSH}. */
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
