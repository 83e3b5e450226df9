// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * A device's content as it lies in a file, behind the header. Only ways of reading and writing are used that an
 * interrupt does not close.
 */
final class Content {
    /** As much as goes through the heap without another copy being allocated each time. */
    private static final int BLOCK = 1 << 16;

    private final RandomAccessFile file;
    private final int base;
    private final byte[] block = new byte[BLOCK];

    /** @param base where in the file it begins */
    Content(RandomAccessFile file, int base) {
        this.file = file;
        this.base = base;
    }

    /** Its length, bytes. */
    long length() throws IOException {
        return Math.max(0, file.length() - base);
    }

    /** Gives it a length; what is new is zeros and takes no room. */
    void length(long bytes) throws IOException {
        file.setLength(base + bytes);
    }

    /** Fills a buffer with what is there from {@code offset} on. */
    void read(ByteBuffer into, long offset) throws IOException {
        file.seek(base + offset);
        while (into.hasRemaining()) {
            int count = file.read(block, 0, Math.min(into.remaining(), BLOCK));
            if (count < 0) {
                throw new IOException("the state file has become shorter");
            }
            into.put(block, 0, count);
        }
    }

    /** All of a short one. */
    ByteBuffer bytes() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length()));
        read(bytes, 0);
        return bytes.flip();
    }

    /** Writes what remains in a buffer over what is there. */
    void write(ByteBuffer from, long offset) throws IOException {
        file.seek(base + offset);
        while (from.hasRemaining()) {
            int count = Math.min(from.remaining(), BLOCK);
            from.get(block, 0, count);
            file.write(block, 0, count);
        }
    }

    /** Writes it behind what is there. */
    void append(ByteBuffer from) throws IOException {
        write(from, length());
    }
}
