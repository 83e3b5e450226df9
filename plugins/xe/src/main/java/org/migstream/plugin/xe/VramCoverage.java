// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Records which bytes of a GT's memory the packets contain. The driver sends them in ascending order, without holes. */
final class VramCoverage {
    /** The most ranges that are kept; a valid state needs one. */
    private static final int MAX_RANGES = 64;

    /** The end of each range, exclusive, by its first byte. Adjacent ranges are merged. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    private boolean rangesMerged;

    /**
     * Adds the bytes of a packet.
     *
     * @param end exclusive, not less than {@code from}
     * @return whether some of these bytes were added before
     */
    boolean addRange(long from, long end) {
        long first = from;
        long last = end;
        boolean overlaps = false;
        Map.Entry<Long, Long> near = ranges.floorEntry(from);
        if (near != null && near.getValue() >= from) {
            overlaps = near.getValue() > from;
            first = near.getKey();
            last = Math.max(last, near.getValue());
        }
        near = ranges.higherEntry(first);
        while (near != null && near.getKey() <= last) {
            overlaps |= near.getKey() < end;
            last = Math.max(last, near.getValue());
            ranges.remove(near.getKey());
            near = ranges.higherEntry(first);
        }
        ranges.put(first, last);
        boolean exact = !rangesMerged;
        mergeLowestRanges();
        return overlaps && exact;
    }

    private void mergeLowestRanges() {
        if (ranges.size() > MAX_RANGES) {
            long first = ranges.pollFirstEntry().getKey();
            long last = ranges.pollFirstEntry().getValue();
            ranges.put(first, last);
            rangesMerged = true;
        }
    }

    /** Returns the end of the last range, exclusive; 0 if there is none. */
    long end() {
        return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
    }

    /** Returns whether a byte before {@link #end} is missing. */
    boolean hasHoles() {
        return rangesMerged || ranges.size() > 1 || !ranges.isEmpty() && ranges.firstKey() != 0;
    }
}
