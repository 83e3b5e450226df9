// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.util.Arrays;

/** So many bytes, all of them zero. */
public final class Zeroes extends BlockStream {
    private long left;

    /** @param count how many */
    public Zeroes(long count) {
        left = count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (left == 0 && length > 0) {
            return -1;
        }
        int count = (int) Math.min(length, left);
        Arrays.fill(into, from, from + count, (byte) 0);
        left -= count;
        return count;
    }
}
