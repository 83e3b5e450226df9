// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.Arrays;
import org.migstream.io.ByteSource;

/**
 * How two stretches of bytes differ.
 *
 * @param firstOffset how many bytes are the same in front of the first that is not
 * @param differingBytes how many differ where both have some
 * @param lengthA the length of the first stretch
 * @param lengthB of the second
 */
record ByteDifference(long firstOffset, long differingBytes, long lengthA, long lengthB) {
    private static final int BUFFER_SIZE = 1 << 16;

    /** The stretch up to the end. */
    static final long TO_END = Long.MAX_VALUE;

    /** Compares all bytes of two contents. */
    static ByteDifference between(SeekableContent a, SeekableContent b) throws IOException {
        return between(a, 0, TO_END, b, 0, TO_END);
    }

    /** Compares two stretches; what lies behind the end of a content is not there. */
    static ByteDifference between(
            SeekableContent a, long fromA, long lengthA, SeekableContent b, long fromB, long lengthB)
            throws IOException {
        a.seek(fromA);
        b.seek(fromB);
        byte[] one = new byte[BUFFER_SIZE];
        byte[] other = new byte[BUFFER_SIZE];
        long readA = 0;
        long readB = 0;
        long first = -1;
        long count = 0;
        while (true) {
            int here = a.read(one, (int) Math.min(BUFFER_SIZE, lengthA - readA));
            int there = b.read(other, (int) Math.min(BUFFER_SIZE, lengthB - readB));
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
    boolean isEmpty() {
        return firstOffset < 0;
    }

    /** Whether the part that both have is the same. */
    boolean isLengthOnly() {
        return differingBytes == 0;
    }

    /** In words; places count from the start of what they are in. */
    String describe(long from) {
        StringBuilder words = new StringBuilder();
        if (differingBytes > 0) {
            words.append(differingBytes)
                    .append(differingBytes == 1 ? " byte differs, at " : " bytes differ, the first at ");
            words.append("0x").append(Long.toHexString(from + firstOffset));
        }
        if (lengthA != lengthB) {
            words.append(words.isEmpty() ? "" : "; ")
                    .append(lengthA)
                    .append(" bytes and ")
                    .append(lengthB);
        }
        return words.toString();
    }

    /** Returns whether two seekable inputs have the same bytes; false for a pipe, which a comparison would consume. */
    static boolean haveSameBytes(ByteSource a, ByteSource b) throws IOException {
        if (!a.isSeekable() || !b.isSeekable() || !a.remaining().equals(b.remaining())) {
            return false;
        }
        long size = a.remaining().orElseThrow();
        byte[] one = new byte[BUFFER_SIZE];
        byte[] other = new byte[BUFFER_SIZE];
        for (long place = 0; place < size; place += BUFFER_SIZE) {
            int here = a.readAt(place, one);
            int there = b.readAt(place, other);
            if (here != there || Arrays.mismatch(one, 0, here, other, 0, there) >= 0) {
                return false;
            }
        }
        return true;
    }
}
