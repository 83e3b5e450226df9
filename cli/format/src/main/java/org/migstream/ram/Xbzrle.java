// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.util.Arrays;

/**
 * Differences between two copies of a page (QEMU migration/xbzrle.c): pairs of runs, of bytes that stay and of new bytes.
 * In front of each stands its length as a LEB128 of one or two bytes; new bytes follow theirs. What is behind the last
 * run stays.
 */
public final class Xbzrle {
    private final byte[] difference;
    private final int end;
    private int next;
    private int same;
    private int changed;

    private Xbzrle(byte[] difference, int length) {
        this.difference = difference;
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
        while (next < end) {
            if (!readLengths() || same + changed > pageSize - at) {
                return false;
            }
            at += same;
            System.arraycopy(difference, next, page, at, changed);
            at += changed;
            next += changed;
        }
        return true;
    }

    /** The same runs, with zeroes for the new bytes; where the difference is malformed, zeroes alone. */
    public static byte[] blank(byte[] difference) {
        byte[] blank = difference.clone();
        Xbzrle runs = new Xbzrle(difference, difference.length);
        while (runs.next < runs.end) {
            if (!runs.readLengths()) {
                return new byte[difference.length];
            }
            Arrays.fill(blank, runs.next, runs.next + runs.changed, (byte) 0);
            runs.next += runs.changed;
        }
        return blank;
    }

    /** Reads those of the next two runs; false if there are none, or fewer new bytes follow. */
    private boolean readLengths() {
        same = length();
        changed = same < 0 ? -1 : length();
        return changed > 0 && changed <= end - next;
    }

    /** -1 if none stands here. */
    private int length() {
        if (next == end) {
            return -1;
        }
        int low = difference[next++];
        if (low >= 0) {
            return low;
        }
        return next == end || difference[next] < 0 ? -1 : low & 0x7f | difference[next++] << 7;
    }
}
