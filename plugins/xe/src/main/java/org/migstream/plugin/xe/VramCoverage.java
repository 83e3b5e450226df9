// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which bytes of a GT's memory the packets have brought. The driver sends them in ascending order, without holes. */
final class VramCoverage {
    /** How many stretches are remembered; a sound state has one at any time. */
    private static final int MAX_RANGES = 64;

    /** From the first byte to behind the last; stretches that touch are one. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    private boolean rangesMerged;

    /**
     * Adds a packet.
     *
     * @param end behind its last byte, not less than {@code from}
     * @return whether some of it had been there before
     */
    boolean addRange(long from, long end) {
        long first = from;
        long last = end;
        boolean again = false;
        Map.Entry<Long, Long> near = ranges.floorEntry(from);
        if (near != null && near.getValue() >= from) {
            again = near.getValue() > from;
            first = near.getKey();
            last = Math.max(last, near.getValue());
        }
        near = ranges.higherEntry(first);
        while (near != null && near.getKey() <= last) {
            again |= near.getKey() < end;
            last = Math.max(last, near.getValue());
            ranges.remove(near.getKey());
            near = ranges.higherEntry(first);
        }
        ranges.put(first, last);
        boolean certain = !rangesMerged;
        mergeLowestRanges();
        return again && certain;
    }

    private void mergeLowestRanges() {
        if (ranges.size() > MAX_RANGES) {
            long first = ranges.pollFirstEntry().getKey();
            long last = ranges.pollFirstEntry().getValue();
            ranges.put(first, last);
            rangesMerged = true;
        }
    }

    /** Behind the last byte of all; 0 if there is none. */
    long end() {
        return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue();
    }

    /** Whether some byte before {@link #end} has not come. */
    boolean hasHoles() {
        return rangesMerged || ranges.size() > 1 || !ranges.isEmpty() && ranges.firstKey() != 0;
    }
}
