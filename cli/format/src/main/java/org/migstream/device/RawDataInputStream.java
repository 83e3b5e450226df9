// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ByteSource;

/** A whole input as the state of one device, counted and digested while it is read. */
final class RawDataInputStream extends BlockInputStream {
    private final ByteSource source;
    private final ByteCounter counter;
    private final boolean digesting;
    private final CopySink copy;

    /** Takes what has been read. */
    @FunctionalInterface
    interface CopySink {
        void write(byte[] bytes, int count) throws IOException;
    }

    /** @param copy null if nobody wants one */
    RawDataInputStream(ByteSource source, ByteCounter tally, boolean digesting, CopySink copy) {
        this.source = source;
        this.counter = tally;
        this.digesting = digesting;
        this.copy = copy;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = source.read(into, from, length);
        if (count > 0) {
            counter.add(into, from, count);
            if (copy != null) {
                copy.write(Arrays.copyOfRange(into, from, from + count), count);
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
        long there = source.isSeekable()
                ? Math.min(count, source.remaining())
                : source.available((int) Math.min(count, ByteSource.MAX_LOOKAHEAD));
        source.skip(there);
        counter.addUnread(there);
        return there;
    }
}
