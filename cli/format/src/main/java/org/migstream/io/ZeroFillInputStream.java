// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.util.Arrays;

/** A stream of a given number of zero bytes. */
public final class ZeroFillInputStream extends BlockInputStream {
    private long remaining;

    /**
     * Creates a stream.
     *
     * @param count the number of bytes
     */
    public ZeroFillInputStream(long count) {
        remaining = count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, remaining));
        remaining -= skipped;
        return skipped;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (remaining == 0 && length > 0) {
            return -1;
        }
        int count = (int) Math.min(length, remaining);
        Arrays.fill(into, from, from + count, (byte) 0);
        remaining -= count;
        return count;
    }
}
