// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.migstream.io.BlockInputStream;

/**
 * gzip members (RFC 1952). The JDK's own reader takes garbage behind a member for its end, and on some pipes the
 * second member too.
 */
final class GzipMemberInputStream extends BlockInputStream {
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int BUFFER_SIZE = 1 << 16;

    private final PushbackInputStream compressed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[BUFFER_SIZE];
    private int inputLength;
    private boolean inMember;

    GzipMemberInputStream(InputStream packed) {
        this.compressed = new PushbackInputStream(packed, BUFFER_SIZE);
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
                inputLength = compressed.read(input, 0, BUFFER_SIZE);
                if (inputLength < 0) {
                    throw new EOFException();
                }
                inflater.setInput(input, 0, inputLength);
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
        int first = compressed.read();
        if (first < 0) {
            return false;
        }
        if ((first | readU8() << 8) != MAGIC || readU8() != DEFLATE) {
            throw new IOException("what follows is no member");
        }
        int flags = readU8();
        if ((flags & RESERVED) != 0) {
            throw new IOException("unknown flags");
        }
        skip(6);
        if ((flags & FEXTRA) != 0) {
            skip(readLe16());
        }
        if ((flags & FNAME) != 0) {
            skipZeroTerminatedString();
        }
        if ((flags & FCOMMENT) != 0) {
            skipZeroTerminatedString();
        }
        if ((flags & FHCRC) != 0) {
            skip(2);
        }
        inflater.reset();
        crc.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        int unused = inflater.getRemaining();
        compressed.unread(input, inputLength - unused, unused);
        if (readLe32() != crc.getValue()) {
            throw new IOException("the checksum differs");
        }
        if (readLe32() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("the length differs");
        }
        inMember = false;
    }

    private void skip(int count) throws IOException {
        compressed.skipNBytes(count);
    }

    private void skipZeroTerminatedString() throws IOException {
        while (readU8() != 0) {}
    }

    private long readLe32() throws IOException {
        return readLe16() | (long) readLe16() << 16;
    }

    private int readLe16() throws IOException {
        return readU8() | readU8() << 8;
    }

    private int readU8() throws IOException {
        int value = compressed.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        compressed.close();
    }
}
