// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

/**
 * Differences between two copies of a page (QEMU migration/xbzrle.c): pairs of runs, of bytes that stay and of new bytes.
 * In front of each stands its length as a LEB128 of one or two bytes; new bytes follow theirs. What is behind the last
 * run stays.
 */
final class Xbzrle {
    private final byte[] difference;
    private final int end;
    private int next;

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
            int same = length();
            int changed = same < 0 ? -1 : length();
            if (changed <= 0 || same + changed > pageSize - at || changed > end - next) {
                return false;
            }
            at += same;
            System.arraycopy(difference, next, page, at, changed);
            at += changed;
            next += changed;
        }
        return true;
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
