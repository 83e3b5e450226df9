// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Records which bytes of a GT's memory the packets contain. The driver sends them in ascending order, without holes. */
final class VramCoverage {
    /** Maximum number of ranges; a valid state has one. */
    private static final int MAX_RANGES = 64;

    /**
     * Maps the offset of the first byte of each range to the end of the range (exclusive). Adjacent ranges are merged.
     */
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
        Map.Entry<Long, Long> neighbour = ranges.floorEntry(from);
        if (neighbour != null && neighbour.getValue() >= from) {
            overlaps = neighbour.getValue() > from;
            first = neighbour.getKey();
            last = Math.max(last, neighbour.getValue());
        }
        neighbour = ranges.higherEntry(first);
        while (neighbour != null && neighbour.getKey() <= last) {
            overlaps |= neighbour.getKey() < end;
            last = Math.max(last, neighbour.getValue());
            ranges.remove(neighbour.getKey());
            neighbour = ranges.higherEntry(first);
        }
        ranges.put(first, last);
        boolean rangesExact = !rangesMerged;
        mergeLowestRanges();
        return overlaps && rangesExact;
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
