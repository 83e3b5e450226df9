// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSink;

/**
 * A page of guest memory. If a page has several records, the last is valid.
 *
 * @param offset of the be64
 * @param encoding of the page in the body
 * @param continued whether the name of the block is omitted, because the page before is in the same block
 * @param block the name of the block, also if it is omitted in the stream
 * @param address offset of the page in the block, in bytes; a multiple of the page size
 * @param bodyLength length of the body in bytes
 */
public record RamPage(long offset, Encoding encoding, boolean continued, String block, long address, long bodyLength)
        implements RamRecord {

    /** Encodings of a page. */
    public enum Encoding {
        /** Body: the byte that fills the page; always 0 in the last decade. */
        ZERO(Flag.ZERO, 0),
        /** Body: the page. */
        NORMAL(Flag.PAGE, 0),
        /** Head: u8 1, be16 length. Body: runs of unchanged and changed bytes (QEMU migration/xbzrle.c). */
        XBZRLE(Flag.XBZRLE, 3),
        /** Head: be32 length. Body: zlib. */
        COMPRESSED(Flag.COMPRESS_PAGE, 4);

        private static final Encoding[] ALL = values();

        private final Flag flag;
        private final int headExtension;

        Encoding(Flag flag, int lengthField) {
            this.flag = flag;
            this.headExtension = lengthField;
        }

        Flag flag() {
            return flag;
        }

        /** Returns the encoding for the flags of a word; null if they are not the flags of a page. Called for each page. */
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
