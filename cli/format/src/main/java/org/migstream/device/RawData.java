// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.io.BlockStream;
import org.migstream.io.ByteSource;

/** A whole input as the state of one device, counted and digested while it is read. */
final class RawData extends BlockStream {
    private final ByteSource source;
    private final ByteTally tally;
    private final boolean digesting;
    private final Copy copy;

    /** Takes what has been read. */
    @FunctionalInterface
    interface Copy {
        void keep(byte[] bytes, int count) throws IOException;
    }

    /** @param copy null if nobody wants one */
    RawData(ByteSource source, ByteTally tally, boolean digesting, Copy copy) {
        this.source = source;
        this.tally = tally;
        this.digesting = digesting;
        this.copy = copy;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = source.read(into, from, length);
        if (count > 0) {
            tally.add(into, from, count);
            if (copy != null) {
                copy.keep(Arrays.copyOfRange(into, from, from + count), count);
            }
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        if (digesting || copy != null) {
            byte[] seen = new byte[(int) Math.min(count, 1 << 16)];
            return Math.max(0, read(seen, 0, seen.length));
        }
        long there = source.seekable()
                ? Math.min(count, source.remaining())
                : source.available((int) Math.min(count, ByteSource.LOOKAHEAD));
        source.skip(there);
        tally.count(there);
        return there;
    }
}
