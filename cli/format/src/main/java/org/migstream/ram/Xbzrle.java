// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.util.Arrays;

/**
 * Differences between two copies of a page (QEMU migration/xbzrle.c): pairs of runs, of bytes that stay and of new bytes.
 * In front of each stands its length as a LEB128 of one or two bytes; new bytes follow theirs. What is behind the last
 * run stays.
 */
public final class Xbzrle {
    private final byte[] encoded;
    private final int end;
    private int position;
    private int unchangedLength;
    private int changedLength;

    private Xbzrle(byte[] difference, int length) {
        this.encoded = difference;
        this.end = length;
    }

    /**
     * Makes the old copy the new one.
     *
     * @param length of the difference, bytes
     * @return false if it is malformed; the page is then neither
     */
    static boolean apply(byte[] difference, int length, byte[] page, int pageSize) {
        return new Xbzrle(difference, length).apply(page, pageSize);
    }

    private boolean apply(byte[] page, int pageSize) {
        int at = 0;
        while (position < end) {
            if (!readRunLengths() || unchangedLength + changedLength > pageSize - at) {
                return false;
            }
            at += unchangedLength;
            System.arraycopy(encoded, position, page, at, changedLength);
            at += changedLength;
            position += changedLength;
        }
        return true;
    }

    /** The same runs, with zeroes for the new bytes; where the difference is malformed, zeroes alone. */
    public static byte[] zeroNewBytes(byte[] difference) {
        byte[] blank = difference.clone();
        Xbzrle runs = new Xbzrle(difference, difference.length);
        while (runs.position < runs.end) {
            if (!runs.readRunLengths()) {
                return new byte[difference.length];
            }
            Arrays.fill(blank, runs.position, runs.position + runs.changedLength, (byte) 0);
            runs.position += runs.changedLength;
        }
        return blank;
    }

    /** Reads those of the next two runs; false if there are none, or fewer new bytes follow. */
    private boolean readRunLengths() {
        unchangedLength = readLength();
        changedLength = unchangedLength < 0 ? -1 : readLength();
        return changedLength > 0 && changedLength <= end - position;
    }

    /** -1 if none stands here. */
    private int readLength() {
        if (position == end) {
            return -1;
        }
        int low = encoded[position++];
        if (low >= 0) {
            return low;
        }
        return position == end || encoded[position] < 0 ? -1 : low & 0x7f | encoded[position++] << 7;
    }
}
