// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * The content of a device in its state file, after the header. Uses a {@link RandomAccessFile} and no channel, because an
 * interrupt closes a channel.
 */
final class StateContent {
    /** The size of the copy buffer, in bytes. */
    private static final int BUFFER_SIZE = 1 << 16;

    private final RandomAccessFile file;
    private final int contentOffset;
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** @param contentOffset the offset of the content in the file */
    StateContent(RandomAccessFile file, int contentOffset) {
        this.file = file;
        this.contentOffset = contentOffset;
    }

    /** Returns the length, in bytes. */
    long length() throws IOException {
        return Math.max(0, file.length() - contentOffset);
    }

    /** Sets the length. New bytes are zeros and take no disk space. */
    void setLength(long bytes) throws IOException {
        file.setLength(contentOffset + bytes);
    }

    /** Fills a buffer with the bytes from {@code offset} on. */
    void read(ByteBuffer into, long offset) throws IOException {
        file.seek(contentOffset + offset);
        while (into.hasRemaining()) {
            int count = file.read(buffer, 0, Math.min(into.remaining(), BUFFER_SIZE));
            if (count < 0) {
                throw new IOException("the state file has been truncated");
            }
            into.put(buffer, 0, count);
        }
    }

    /** Returns the whole content; for short contents. */
    ByteBuffer readAll() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length()));
        read(bytes, 0);
        return bytes.flip();
    }

    /** Overwrites the bytes from {@code offset} on. */
    void write(ByteBuffer from, long offset) throws IOException {
        file.seek(contentOffset + offset);
        while (from.hasRemaining()) {
            int count = Math.min(from.remaining(), BUFFER_SIZE);
            from.get(buffer, 0, count);
            file.write(buffer, 0, count);
        }
    }

    /** Writes after the last byte. */
    void append(ByteBuffer from) throws IOException {
        write(from, length());
    }
}
