// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.util.Arrays;

/**
 * Decodes the difference between two copies of a page (QEMU migration/xbzrle.c):
 *
 * <pre>
 *   difference = { length of unchanged bytes, length of new bytes, new bytes }
 *   length     = LEB128 of one or two bytes
 * </pre>
 *
 * <p>The bytes after the last run are unchanged.
 */
public final class Xbzrle {
    private final byte[] encoded;
    private final int end;
    private int position;
    private int unchangedLength;
    private int changedLength;

    private Xbzrle(byte[] encoded, int length) {
        this.encoded = encoded;
        this.end = length;
    }

    /**
     * Changes the old copy of a page to the new one.
     *
     * @param length of the difference in bytes
     * @return false if the difference is malformed; the page is then partly changed
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

    /** Returns the difference with all new bytes set to zero; only zeroes if the difference is malformed. */
    public static byte[] zeroNewBytes(byte[] difference) {
        byte[] zeroed = difference.clone();
        Xbzrle runs = new Xbzrle(difference, difference.length);
        while (runs.position < runs.end) {
            if (!runs.readRunLengths()) {
                return new byte[difference.length];
            }
            Arrays.fill(zeroed, runs.position, runs.position + runs.changedLength, (byte) 0);
            runs.position += runs.changedLength;
        }
        return zeroed;
    }

    /** Reads the lengths of the next two runs. Returns false if they are malformed or the new bytes are missing. */
    private boolean readRunLengths() {
        unchangedLength = readLength();
        changedLength = unchangedLength < 0 ? -1 : readLength();
        return changedLength > 0 && changedLength <= end - position;
    }

    /** Reads a length. Returns -1 if it is malformed. */
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
