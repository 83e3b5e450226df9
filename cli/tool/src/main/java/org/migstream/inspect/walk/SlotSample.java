// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.util.NavigableSet;
import java.util.TreeSet;

/** A sample of the set bits of a bitmap: the bits at equal distances in their order, and the last. */
final class SlotSample {
    /** Maximum number of sampled bits without the last. */
    static final int MAX_SLOTS = 512;

    private final long[] sampled = new long[MAX_SLOTS];
    private int count;
    private long stride = 1;
    private long seen;
    private long last = -1;

    /**
     * Adds the bits of a byte.
     *
     * @param bits a byte of the bitmap
     * @param firstPage the page of its lowest bit
     * @param pages number of pages; a bit of another page is ignored
     */
    void add(int bits, long firstPage, long pages) {
        int valid = firstPage + Byte.SIZE <= pages
                ? bits
                : firstPage >= pages ? 0 : bits & (1 << (int) (pages - firstPage)) - 1;
        if (valid == 0) {
            return;
        }
        last = Math.max(last, firstPage + Integer.SIZE - 1 - Integer.numberOfLeadingZeros(valid));
        for (int left = valid; left != 0; left &= left - 1) {
            if (seen++ % stride == 0) {
                keep(firstPage + Integer.numberOfTrailingZeros(left));
            }
        }
    }

    private void keep(long page) {
        if (count == MAX_SLOTS) {
            for (int i = 0; i < MAX_SLOTS / 2; i++) {
                sampled[i] = sampled[2 * i];
            }
            count = MAX_SLOTS / 2;
            stride *= 2;
        }
        // The first bit that is not kept is at a multiple of the new distance, too.
        sampled[count++] = page;
    }

    /** Returns the pages of the sampled bits. */
    NavigableSet<Long> pages() {
        NavigableSet<Long> pages = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            pages.add(sampled[i]);
        }
        if (last >= 0) {
            pages.add(last);
        }
        return pages;
    }
}
