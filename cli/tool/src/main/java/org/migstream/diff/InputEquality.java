// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.io.ByteSource;

/** Whether two inputs are the same bytes: then reading one of them tells everything about both. */
final class InputEquality {
    private static final int BLOCK_SIZE = 1 << 18;

    private InputEquality() {}

    /** False also if it cannot be told without consuming them. */
    static boolean haveSameBytes(ByteSource a, ByteSource b) throws IOException {
        if (!a.isSeekable() || !b.isSeekable() || !a.remaining().equals(b.remaining())) {
            return false;
        }
        long size = a.remaining().orElseThrow();
        byte[] one = new byte[BLOCK_SIZE];
        byte[] other = new byte[BLOCK_SIZE];
        for (long place = 0; place < size; place += BLOCK_SIZE) {
            int here = a.readAt(place, one);
            int there = b.readAt(place, other);
            if (here != there || Arrays.mismatch(one, 0, here, other, 0, there) >= 0) {
                return false;
            }
        }
        return true;
    }
}
