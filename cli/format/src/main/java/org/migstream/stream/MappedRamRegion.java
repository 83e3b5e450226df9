// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * One of the three stretches that follow a {@link RamBlock} in a mapped-ram file: all of it is body (QEMU {@code
 * mapped_ram_setup_ramblock} in migration/ram.c).
 *
 * @param offset where the stretch begins
 * @param part which of the three
 * @param block the block's name
 * @param pageSize of the block, bytes
 * @param bodyLength bytes
 */
public record MappedRamRegion(long offset, Part part, String block, long pageSize, long bodyLength)
        implements RamRecord {

    /** In the order in which they stand. */
    public enum Part {
        /** One bit a page in {@code unsigned long}s of the source host: set for a page that has a slot in use. */
        BITMAP,
        /** A hole up to the next multiple of 1 MiB. */
        PADDING,
        /** A slot for every page; the slots of clear bits hold nothing or what was there in an earlier round. */
        PAGES
    }

    /**
     * What a block's entry says about its place in the file.
     *
     * @param version be32, 1
     * @param pageSize be64, bytes
     * @param bitmapOffset be64, in the file; the stream may begin behind offset 0 of that file
     * @param pagesOffset be64, likewise
     */
    public record Header(long version, long pageSize, long bitmapOffset, long pagesOffset) {
        static final int LENGTH = 28;

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

    /** Bytes of a bitmap for a block of {@code usedLength} bytes: whole words of 64 bits, one bit for each page. */
    public static long bitmapLength(long usedLength, long pageSize) {
        return (pageCount(usedLength, pageSize) + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    /** How many pages a block of {@code usedLength} bytes has; the last may be less than whole. */
    public static long pageCount(long usedLength, long pageSize) {
        return usedLength / pageSize + (usedLength % pageSize == 0 ? 0 : 1);
    }

    @Override
    public long headLength() {
        return 0;
    }

    @Override
    public void writeHead(ByteSink out) {
        // All of it is body.
    }
}
