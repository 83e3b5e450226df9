// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * A page of guest memory; the last record of a page is the one that counts.
 *
 * @param offset of the be64
 * @param encoding how the body stands for the page
 * @param continued whether the block's name is left out because the page before was of the same block
 * @param block the block's name, in either case
 * @param address in the block, bytes; a multiple of the page size
 * @param bodyLength bytes
 */
public record RamPage(long offset, Encoding encoding, boolean continued, String block, long address, long bodyLength)
        implements RamRecord {

    /** How a page is sent. */
    public enum Encoding {
        /** Body: the byte that fills the page, 0 in every stream of the last decade. */
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

        /** The encoding that these flags of a word ask for; null if they are not those of a page. */
        static Encoding of(int flags) {
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
        return Long.BYTES + (continued ? 0 : 1 + block.length()) + encoding.headExtension;
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
