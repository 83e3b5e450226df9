// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.migstream.io.ByteSource;
import org.migstream.io.ReadAheadInputStream;

/**
 * The difference between two byte ranges.
 *
 * @param firstOffset offset of the first difference in the ranges; -1 if there is none
 * @param differingBytes number of differing bytes in the common length
 * @param lengthA length of the first range in bytes
 * @param lengthB length of the second range in bytes
 */
record ByteDifference(long firstOffset, long differingBytes, long lengthA, long lengthB) {
    private static final int BUFFER_SIZE = 1 << 16;

    /** Length of a range that ends at the end of its content. */
    static final long TO_END = Long.MAX_VALUE;

    /** Compares all bytes of two contents. */
    static ByteDifference between(SeekableContent a, SeekableContent b) throws IOException {
        return between(a, 0, TO_END, b, 0, TO_END);
    }

    /** Compares two ranges. A range that exceeds its content ends at the end of the content. */
    static ByteDifference between(
            SeekableContent a, long fromA, long lengthA, SeekableContent b, long fromB, long lengthB)
            throws IOException {
        a.seek(fromA);
        b.seek(fromB);
        byte[] bufferA = new byte[BUFFER_SIZE];
        byte[] bufferB = new byte[BUFFER_SIZE];
        long readA = 0;
        long readB = 0;
        long first = -1;
        long count = 0;
        while (true) {
            int countA = a.read(bufferA, (int) Math.min(BUFFER_SIZE, lengthA - readA));
            int countB = b.read(bufferB, (int) Math.min(BUFFER_SIZE, lengthB - readB));
            int common = Math.min(countA, countB);
            int at = Arrays.mismatch(bufferA, 0, common, bufferB, 0, common);
            if (at >= 0) {
                first = first < 0 ? readA + at : first;
                for (int i = at; i < common; i++) {
                    count += bufferA[i] == bufferB[i] ? 0 : 1;
                }
            }
            if (countA != countB && first < 0) {
                first = readA + common;
            }
            readA += countA;
            readB += countB;
            if (countA == 0 && countB == 0) {
                return new ByteDifference(first, count, readA, readB);
            }
        }
    }

    /** Returns whether the ranges are equal. */
    boolean isEmpty() {
        return firstOffset < 0;
    }

    /** Returns whether all bytes in the common length are equal. */
    boolean isLengthOnly() {
        return differingBytes == 0;
    }

    /** Describes the difference. The parameter {@code from} is the offset of the first range in its content. */
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

    /**
     * Returns whether two seekable inputs have the same bytes; another thread reads the second one. Returns false for a
     * pipe, because a comparison would consume it.
     */
    static boolean haveSameBytes(ByteSource a, ByteSource b) throws IOException {
        if (!a.isSeekable() || !b.isSeekable() || !a.remaining().equals(b.remaining())) {
            return false;
        }
        long size = a.remaining().orElseThrow();
        byte[] bufferA = new byte[BUFFER_SIZE];
        byte[] bufferB = new byte[BUFFER_SIZE];
        try (InputStream bytesOfB = new ReadAheadInputStream(b.openRange(0, size))) {
            for (long offset = 0; offset < size; offset += BUFFER_SIZE) {
                int countA = a.readAt(offset, bufferA);
                int countB = bytesOfB.readNBytes(bufferB, 0, (int) Math.min(BUFFER_SIZE, size - offset));
                if (countA != countB || Arrays.mismatch(bufferA, 0, countA, bufferB, 0, countB) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
