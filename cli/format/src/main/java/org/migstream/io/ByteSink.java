// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes bytes and big-endian integers in order. The counterpart of {@link ByteSource}. */
public final class ByteSink {
    private final ByteBufferOutputStream out;
    private long position;

    /** Creates a sink that writes to {@code out}. The caller buffers, flushes and closes the stream. */
    public ByteSink(OutputStream out) {
        this.out = ByteBufferOutputStream.of(out);
    }

    /** Returns the number of bytes written. */
    public long position() {
        return position;
    }

    /** Writes the low 8 bits. */
    public void writeU8(int value) throws IOException {
        out.write(value);
        position++;
    }

    /** Writes the low 16 bits. */
    public void writeBe16(int value) throws IOException {
        writeU8(value >>> 8);
        writeU8(value);
    }

    /** Writes the low 32 bits. */
    public void writeBe32(long value) throws IOException {
        writeBe16((int) (value >>> 16));
        writeBe16((int) value);
    }

    /** Writes 64 bits. */
    public void writeBe64(long value) throws IOException {
        writeBe32(value >>> 32);
        writeBe32(value);
    }

    /** Writes the length in one byte, then one byte for each character (ISO 8859-1). The length is at most 255. */
    public void writeCountedString(String text) throws IOException {
        if (text.length() > 255) {
            throw new IllegalArgumentException("a counted string has at most 255 bytes, not " + text.length());
        }
        writeU8(text.length());
        writeString(text);
    }

    /** Writes one byte for each character (ISO 8859-1). */
    public void writeString(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        writeBytes(bytes, bytes.length);
    }

    /** Writes the first {@code length} bytes. */
    public void writeBytes(byte[] from, int length) throws IOException {
        out.write(from, 0, length);
        position += length;
    }

    /** Writes the remaining bytes of the buffer. */
    public void writeBytes(ByteBuffer from) throws IOException {
        position += from.remaining();
        out.write(from);
    }
}
