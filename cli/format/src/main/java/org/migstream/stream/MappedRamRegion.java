// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * One of the three regions that follow a {@link RamRecord.RamBlock} in a mapped-ram file. A region has only a body and
 * no head (QEMU {@code mapped_ram_setup_ramblock} in migration/ram.c).
 *
 * @param offset of the region
 * @param part the kind of region
 * @param block the name of the block
 * @param pageSize of the block, in bytes
 * @param bodyLength length of the region in bytes
 */
public record MappedRamRegion(long offset, Part part, String block, long pageSize, long bodyLength)
        implements RamRecord {

    /** The regions of a block, in stream order. */
    public enum Part {
        /** One bit for each page, in {@code unsigned long}s of the source host; set if the slot of the page is used. */
        BITMAP,
        /** Unused bytes up to the next multiple of 1 MiB. */
        PADDING,
        /**
         * A slot for each page. If the bit of a page is clear, its slot is unused or has content of an earlier round.
         */
        PAGES
    }

    /**
     * The mapped-ram fields of a block's entry in the list of blocks.
     *
     * @param version be32; 1
     * @param pageSize be64; bytes
     * @param bitmapOffset be64; bytes from the start of the file, which may be before the start of the stream
     * @param pagesOffset be64; bytes from the start of the file
     */
    public record Header(long version, long pageSize, long bitmapOffset, long pagesOffset) {
        static final int LENGTH = 28;

        /** Returns whether both offsets are 0, which no region can have: the block has no regions. */
        boolean isWithoutRegions() {
            return bitmapOffset == 0 && pagesOffset == 0;
        }

        static Header read(ByteSource in) throws IOException {
            return new Header(in.readBe32(), in.readBe64(), in.readBe64(), in.readBe64());
        }

        void write(ByteSink out) throws IOException {
            out.writeBe32(version);
            out.writeBe64(pageSize);
            out.writeBe64(bitmapOffset);
            out.writeBe64(pagesOffset);
        }
    }

    /**
     * Returns the length in bytes of the bitmap of a block of {@code usedLength} bytes. The bitmap has one bit for each
     * page, and its length is a multiple of 64 bits.
     */
    public static long bitmapLength(long usedLength, long pageSize) {
        return (pageCount(usedLength, pageSize) + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    /** Returns the number of pages of a block of {@code usedLength} bytes; the last page may be partial. */
    public static long pageCount(long usedLength, long pageSize) {
        return usedLength / pageSize + (usedLength % pageSize == 0 ? 0 : 1);
    }

    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // The region has no head.
    }
}
