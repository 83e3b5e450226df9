// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a range of bytes from a source that can be read at any offset. A skip only moves the offset. */
final class RangeInputStream extends BlockInputStream {
    private final Reader reader;
    private final long end;
    private long offset;

    /** Reads at an offset, as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
    @FunctionalInterface
    interface Reader {
        /** Returns the number of bytes read; 0 or less at the end. */
        int read(ByteBuffer into, long offset) throws IOException;
    }

    /**
     * Creates a stream.
     *
     * @param offset of the first byte
     * @param count the number of bytes
     */
    RangeInputStream(Reader reader, long offset, long count) {
        this.reader = reader;
        this.offset = offset;
        this.end = offset + count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - offset));
        offset += skipped;
        return skipped;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (offset >= end) {
            return -1;
        }
        int count = reader.read(ByteBuffer.wrap(into, from, (int) Math.min(length, end - offset)), offset);
        offset += Math.max(0, count);
        return count > 0 ? count : -1;
    }
}
