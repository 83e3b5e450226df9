// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import org.migstream.io.BlockStream;
import org.migstream.io.ByteSource;

/** A whole input as the state of one device, counted and digested while it is read. */
final class RawData extends BlockStream {
    private final ByteSource source;
    private final ByteTally tally;
    private final boolean digesting;

    RawData(ByteSource source, ByteTally tally, boolean digesting) {
        this.source = source;
        this.tally = tally;
        this.digesting = digesting;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = source.read(into, from, length);
        if (count > 0) {
            tally.add(into, from, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        if (digesting) {
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
