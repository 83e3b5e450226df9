// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a new file from its start to its end. Whole blocks of zeroes become holes: a copy of a file with holes, such as a
 * mapped-ram file, takes no more space than the file.
 */
final class HoleChannel implements WritableByteChannel {
    /** The size of a page, and the smallest hole of most file systems. */
    private static final int BLOCK_SIZE = 1 << 12;

    private final FileChannel file;
    private final ByteBuffer zeroes = ByteBuffer.allocateDirect(BLOCK_SIZE);
    private long position;

    /** @param file an empty file */
    HoleChannel(FileChannel file) {
        this.file = file;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int limit = from.limit();
        int start = from.position();
        try {
            while (from.position() < limit) {
                int end = endOfData(from, limit);
                if (end == from.position()) {
                    from.position(end + BLOCK_SIZE);
                    position += BLOCK_SIZE;
                } else {
                    position += file.write(from.limit(end), position);
                }
                from.limit(limit);
            }
        } finally {
            from.limit(limit);
        }
        return limit - start;
    }

    /** Returns the start of the first block of zeroes that begins at a multiple of its size in the file. */
    private int endOfData(ByteBuffer from, int limit) {
        int block = from.position() + (int) (-position & BLOCK_SIZE - 1);
        while (block + BLOCK_SIZE <= limit
                && (from.get(block) != 0
                        || !from.duplicate()
                                .limit(block + BLOCK_SIZE)
                                .position(block)
                                .equals(zeroes))) {
            block += BLOCK_SIZE;
        }
        return block + BLOCK_SIZE <= limit ? block : limit;
    }

    /** Gives the file its length if it ends with a hole. */
    void extend() throws IOException {
        if (file.size() < position) {
            file.write(ByteBuffer.allocate(1), position - 1);
        }
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
