// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.migstream.io.BlockStream;

/**
 * gzip members (RFC 1952). The JDK's own reader takes garbage behind a member for its end, and on some pipes the
 * second member too.
 */
final class GzipUnpacker extends BlockStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int BUFFER = 1 << 16;

    private final PushbackInputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[BUFFER];
    private int given;
    private boolean inMember;

    GzipUnpacker(InputStream packed) {
        this.packed = new PushbackInputStream(packed, BUFFER);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (inMember || beginMember()) {
            int count = inflate(into, from, length);
            if (count > 0) {
                crc.update(into, from, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput()) {
                given = packed.read(input, 0, BUFFER);
                if (given < 0) {
                    throw new EOFException();
                }
                inflater.setInput(input, 0, given);
            } else {
                throw new IOException("it asks for a dictionary");
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int from, int length) throws IOException {
        try {
            return inflater.inflate(into, from, length);
        } catch (DataFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Reads a header, of which nothing is kept; false at the end of the input. */
    private boolean beginMember() throws IOException {
        int first = packed.read();
        if (first < 0) {
            return false;
        }
        if ((first | u8() << 8) != MAGIC || u8() != DEFLATE) {
            throw new IOException("what follows is no member");
        }
        int flags = u8();
        if ((flags & RESERVED) != 0) {
            throw new IOException("unknown flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(le16());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        crc.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        int unused = inflater.getRemaining();
        packed.unread(input, given - unused, unused);
        if (le32() != crc.getValue()) {
            throw new IOException("the checksum differs");
        }
        if (le32() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("the length differs");
        }
        inMember = false;
    }

    private void skip(int count) throws IOException {
        packed.skipNBytes(count);
    }

    private void skipText() throws IOException {
        while (u8() != 0) {}
    }

    private long le32() throws IOException {
        return le16() | (long) le16() << 16;
    }

    private int le16() throws IOException {
        return u8() | u8() << 8;
    }

    private int u8() throws IOException {
        int value = packed.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
