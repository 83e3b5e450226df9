// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.container.LittleEndianInput.readLe16;
import static org.migstream.container.LittleEndianInput.readLe32;
import static org.migstream.container.LittleEndianInput.readU8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.migstream.io.BlockInputStream;

/**
 * Decompresses gzip members (RFC 1952). {@link java.util.zip.GZIPInputStream} ignores trailing garbage. On some pipes,
 * it also ignores all members after the first.
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

    GzipMemberInputStream(InputStream compressed) {
        this.compressed = new PushbackInputStream(compressed, BUFFER_SIZE);
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
                throw new IOException("a preset dictionary is needed");
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int from, int length) throws IOException {
        try {
            return inflater.inflate(into, from, length);
        } catch (DataFormatException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Skips a member header. Returns false at the end of the input. */
    private boolean beginMember() throws IOException {
        int first = compressed.read();
        if (first < 0) {
            return false;
        }
        if ((first | readU8(compressed) << 8) != MAGIC || readU8(compressed) != DEFLATE) {
            throw new IOException("trailing bytes after the last member");
        }
        int flags = readU8(compressed);
        if ((flags & RESERVED) != 0) {
            throw new IOException("unknown header flags");
        }
        skip(6);
        if ((flags & FEXTRA) != 0) {
            skip(readLe16(compressed));
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
        if (Integer.toUnsignedLong(readLe32(compressed)) != crc.getValue()) {
            throw new IOException("wrong checksum");
        }
        if (readLe32(compressed) != (int) inflater.getBytesWritten()) {
            throw new IOException("wrong length");
        }
        inMember = false;
    }

    private void skip(int count) throws IOException {
        compressed.skipNBytes(count);
    }

    private void skipZeroTerminatedString() throws IOException {
        while (readU8(compressed) != 0) {}
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        compressed.close();
    }
}
