// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSink;
import org.migstream.stream.Element.SectionRecord;

/**
 * A record of a section with the idstr {@code ram} (QEMU {@code ram_save_setup}, {@code save_page_header} and {@code
 * ram_load_precopy} in migration/ram.c). A record starts with a be64: an address or size, and flags in its low bits.
 * {@link RamBlock} and {@link RamPage} are the records of the list of blocks and of the pages.
 */
public sealed interface RamRecord extends SectionRecord
        permits RamRecord.MemSize, RamRecord.RamBlock, MappedRamRegion, RamRecord.RamPage, RamRecord.FlagOnly {

    /** The flags of the first word ({@code RAM_SAVE_FLAG_*}); all are below 0x400. */
    enum Flag {
        /** A page with one value in all bytes. */
        ZERO(0x002),
        /** The total length of all blocks; the list of blocks follows. */
        MEM_SIZE(0x004),
        /** An uncompressed page. */
        PAGE(0x008),
        /** The end of the section. */
        EOS(0x010),
        /** The page is in the same block as the page before, which may be in an earlier section. */
        CONTINUE(0x020),
        /** The difference from the content that was sent earlier for this page. */
        XBZRLE(0x040),
        /** RDMA: the data are not in the stream. */
        HOOK(0x080),
        /** A page compressed with zlib; sent by QEMU up to version 9.0. */
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

    /**
     * A page of guest memory. If a page has several records, the last one is valid.
     *
     * @param offset of the be64
     * @param encoding of the page in the body
     * @param continued whether the name of the block is omitted, because the page before is in the same block
     * @param block the name of the block, also if it is omitted in the stream
     * @param address offset of the page in the block, in bytes; a multiple of the page size
     * @param bodyLength length of the body in bytes
     */
    record RamPage(long offset, Encoding encoding, boolean continued, String block, long address, long bodyLength)
            implements RamRecord {

        /** Encodings of a page. */
        public enum Encoding {
            /** Body: the byte that fills the page; {@code save_zero_page} in migration/ram.c writes 0. */
            ZERO(Flag.ZERO, 0),
            /** Body: the page. */
            NORMAL(Flag.PAGE, 0),
            /** Head: u8 1, be16 length. Body: runs of unchanged and changed bytes (QEMU migration/xbzrle.c). */
            XBZRLE(Flag.XBZRLE, 3),
            /** Head: be32 length. Body: zlib. */
            COMPRESSED(Flag.COMPRESS_PAGE, 4);

            private static final Encoding[] ALL = values();

            private final Flag flag;
            /** Number of bytes of the head after the name of the block. */
            private final int headExtension;

            Encoding(Flag flag, int headExtension) {
                this.flag = flag;
                this.headExtension = headExtension;
            }

            Flag flag() {
                return flag;
            }

            /**
             * Returns the encoding for the flags of a word; null if they are not the flags of a page. The method
             * creates no Optional, because it is called for each page.
             */
            static @Nullable Encoding of(int flags) {
                for (Encoding encoding : ALL) {
                    if (encoding.flag().bit() == (flags & ~Flag.CONTINUE.bit())) {
                        return encoding;
                    }
                }
                return null;
            }
        }

        static final int ENCODING_FLAG_XBZRLE = 1;

        @Override
        public long headLength() {
            return Long.BYTES + (continued ? 0L : 1L + block.length()) + encoding.headExtension;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe64(address | encoding.flag.bit() | (continued ? Flag.CONTINUE.bit() : 0));
            if (!continued) {
                out.writeCountedString(block);
            }
            if (encoding == Encoding.XBZRLE) {
                out.writeU8(ENCODING_FLAG_XBZRLE);
                out.writeBe16((int) bodyLength);
            } else if (encoding == Encoding.COMPRESSED) {
                out.writeBe32(bodyLength);
            }
        }
    }

    /**
     * A block of guest memory in the list at the start of the ram section (QEMU {@code ram_save_setup}): counted name, be64
     * used length, then fields that depend on the capabilities of the source.
     *
     * @param offset of the name's length
     * @param name as ISO 8859-1 characters, not empty
     * @param usedLength number of migrated bytes
     * @param pageSize be64, bytes of a huge page; only with postcopy
     * @param guestAddress be64; only with the capability {@code x-ignore-shared}
     * @param mappedRamHeader null without the capability {@code mapped-ram}
     */
    record RamBlock(
            long offset,
            String name,
            long usedLength,
            OptionalLong pageSize,
            OptionalLong guestAddress,
            MappedRamRegion.@Nullable Header mappedRamHeader)
            implements RamRecord {

        /**
         * Returns whether the source states that it left the content of this block out: shared memory in a mapped-ram
         * file of a source with {@code x-ignore-shared}. No region follows such a block (QEMU {@code
         * mapped_ram_setup_ramblock} and {@code parse_ramblock_mapped_ram} since 11.0).
         */
        public boolean isLeftOut() {
            return guestAddress.isPresent() && mappedRamHeader != null && mappedRamHeader.isWithoutRegions();
        }

        @Override
        public long headLength() {
            return 1L
                    + name.length()
                    + Long.BYTES
                    + (pageSize.isPresent() ? Long.BYTES : 0)
                    + (guestAddress.isPresent() ? Long.BYTES : 0)
                    + (mappedRamHeader == null ? 0 : MappedRamRegion.Header.LENGTH);
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeCountedString(name);
            out.writeBe64(usedLength);
            if (pageSize.isPresent()) {
                out.writeBe64(pageSize.getAsLong());
            }
            if (guestAddress.isPresent()) {
                out.writeBe64(guestAddress.getAsLong());
            }
            if (mappedRamHeader != null) {
                mappedRamHeader.write(out);
            }
        }
    }
}
