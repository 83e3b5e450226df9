// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;

/**
 * How two stretches of bytes differ.
 *
 * @param first how many bytes are the same in front of the first that is not
 * @param count how many differ where both have some
 * @param a the length of the first stretch
 * @param b of the second
 */
record ByteDifference(long first, long count, long a, long b) {
    private static final int BUFFER = 1 << 16;

    /** The stretch up to the end. */
    static final long TO_THE_END = Long.MAX_VALUE;

    /** Compares all bytes of two contents. */
    static ByteDifference of(Content a, Content b) throws IOException {
        return of(a, 0, TO_THE_END, b, 0, TO_THE_END);
    }

    /** Compares two stretches; what lies behind the end of a content is not there. */
    static ByteDifference of(Content a, long fromA, long lengthA, Content b, long fromB, long lengthB)
            throws IOException {
        a.seek(fromA);
        b.seek(fromB);
        byte[] one = new byte[BUFFER];
        byte[] other = new byte[BUFFER];
        long readA = 0;
        long readB = 0;
        long first = -1;
        long count = 0;
        while (true) {
            int here = a.read(one, (int) Math.min(BUFFER, lengthA - readA));
            int there = b.read(other, (int) Math.min(BUFFER, lengthB - readB));
            int both = Math.min(here, there);
            int at = Arrays.mismatch(one, 0, both, other, 0, both);
            if (at >= 0) {
                first = first < 0 ? readA + at : first;
                for (int i = at; i < both; i++) {
                    count += one[i] == other[i] ? 0 : 1;
                }
            }
            if (here != there && first < 0) {
                first = readA + both;
            }
            readA += here;
            readB += there;
            if (here == 0 && there == 0) {
                return new ByteDifference(first, count, readA, readB);
            }
        }
    }

    /** Whether there is none. */
    boolean none() {
        return first < 0;
    }

    /** Whether the part that both have is the same. */
    boolean onlyLonger() {
        return count == 0;
    }

    /** In words; places count from the start of what they are in. */
    String words(long from) {
        StringBuilder words = new StringBuilder();
        if (count > 0) {
            words.append(count).append(count == 1 ? " byte differs, at " : " bytes differ, the first at ");
            words.append("0x").append(Long.toHexString(from + first));
        }
        if (a != b) {
            words.append(words.isEmpty() ? "" : "; ")
                    .append(a)
                    .append(" bytes and ")
                    .append(b);
        }
        return words.toString();
    }
}
