// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;

/** A stretch of a seekable source, read without moving the source's position. */
public final class ByteSourceInputStream extends BlockInputStream {
    private final ByteSource source;
    private final long end;
    private long position;

    /**
     * The bytes between two places, which count as the source's position does.
     *
     * @param start of the first byte
     * @param end behind the last
     */
    public ByteSourceInputStream(ByteSource source, long start, long end) {
        this.source = source;
        this.position = start;
        this.end = end;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        byte[] bytes = new byte[(int) Math.min(length, end - position)];
        int count = bytes.length == 0 ? 0 : source.readAt(position, bytes);
        System.arraycopy(bytes, 0, into, from, count);
        position += count;
        return count == 0 ? -1 : count;
    }
}
