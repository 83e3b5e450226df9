// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes written in order: the counterpart of {@link ByteSource}, with the same big-endian integers. */
public final class ByteSink {
    private final ByteOutput out;
    private long position;

    /** Writes to {@code out}, which the caller buffers, flushes and closes. */
    public ByteSink(OutputStream out) {
        this.out = ByteOutput.of(out);
    }

    /** How many bytes have been written. */
    public long position() {
        return position;
    }

    /** Writes the low 8 bits. */
    public void u8(int value) throws IOException {
        out.write(value);
        position++;
    }

    /** Writes the low 16 bits. */
    public void be16(int value) throws IOException {
        u8(value >>> 8);
        u8(value);
    }

    /** Writes the low 32 bits. */
    public void be32(long value) throws IOException {
        be16((int) (value >>> 16));
        be16((int) value);
    }

    /** Writes 64 bits. */
    public void be64(long value) throws IOException {
        be32(value >>> 32);
        be32(value);
    }

    /** Writes the length in one byte, then one byte for each character (ISO 8859-1). */
    public void countedString(String text) throws IOException {
        if (text.length() > 255) {
            throw new IllegalArgumentException("a counted string has at most 255 bytes, not " + text.length());
        }
        u8(text.length());
        string(text);
    }

    /** Writes one byte for each character (ISO 8859-1). */
    public void string(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        bytes(bytes, bytes.length);
    }

    /** Writes the first {@code length} bytes. */
    public void bytes(byte[] from, int length) throws IOException {
        out.write(from, 0, length);
        position += length;
    }

    /** Writes what remains in the buffer. */
    public void bytes(ByteBuffer from) throws IOException {
        position += from.remaining();
        out.write(from);
    }
}
