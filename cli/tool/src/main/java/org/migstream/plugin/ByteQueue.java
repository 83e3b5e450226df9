// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.Objects;
import org.migstream.io.BlockInputStream;

/** The bytes of a state that have come and are not yet read; never more than were put in at once. */
final class ByteQueue extends BlockInputStream {
    private byte[] bytes = {};
    private int position;
    private int limit;
    private boolean ended;

    /** The next bytes; those before have been read. They are not copied. */
    void put(byte[] next, int begin, int count) {
        Objects.checkFromIndexSize(begin, count, next.length);
        bytes = next;
        position = begin;
        limit = begin + count;
    }

    /** No more will come. */
    void end() {
        ended = true;
    }

    /** Whether nothing is there to be read, but more may come. */
    boolean isWaitingForInput() {
        return position == limit && !ended;
    }

    /** Reads; unlike other streams it returns 0 while it is {@link #isWaitingForInput}. */
    @Override
    public int read(byte[] into, int at, int length) {
        if (position == limit && ended) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(bytes, position, into, at, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.min(count, limit - position);
        position += skipped;
        return skipped;
    }
}
