// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * A device's content as it lies in a file, behind the header. Only ways of reading and writing are used that an
 * interrupt does not close.
 */
final class StateContent {
    /** As much as goes through the heap without another copy being allocated each time. */
    private static final int BUFFER_SIZE = 1 << 16;

    private final RandomAccessFile file;
    private final int contentOffset;
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** @param base where in the file it begins */
    StateContent(RandomAccessFile file, int base) {
        this.file = file;
        this.contentOffset = base;
    }

    /** Its length, bytes. */
    long length() throws IOException {
        return Math.max(0, file.length() - contentOffset);
    }

    /** Gives it a length; what is new is zeros and takes no room. */
    void length(long bytes) throws IOException {
        file.setLength(contentOffset + bytes);
    }

    /** Fills a buffer with what is there from {@code offset} on. */
    void read(ByteBuffer into, long offset) throws IOException {
        file.seek(contentOffset + offset);
        while (into.hasRemaining()) {
            int count = file.read(buffer, 0, Math.min(into.remaining(), BUFFER_SIZE));
            if (count < 0) {
                throw new IOException("the state file has become shorter");
            }
            into.put(buffer, 0, count);
        }
    }

    /** All of a short one. */
    ByteBuffer readAll() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length()));
        read(bytes, 0);
        return bytes.flip();
    }

    /** Writes what remains in a buffer over what is there. */
    void write(ByteBuffer from, long offset) throws IOException {
        file.seek(contentOffset + offset);
        while (from.hasRemaining()) {
            int count = Math.min(from.remaining(), BUFFER_SIZE);
            from.get(buffer, 0, count);
            file.write(buffer, 0, count);
        }
    }

    /** Writes it behind what is there. */
    void append(ByteBuffer from) throws IOException {
        write(from, length());
    }
}
