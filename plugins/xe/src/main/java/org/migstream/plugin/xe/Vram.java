// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which bytes of a GT's memory the packets have brought. The driver sends them in ascending order, without holes. */
final class Vram {
    /** How many stretches are remembered; a sound state has one at any time. */
    private static final int MOST = 64;

    /** From the first byte to behind the last; stretches that touch are one. */
    private final NavigableMap<Long, Long> stretches = new TreeMap<>();

    private boolean scattered;

    /**
     * Adds a packet.
     *
     * @param end behind its last byte, not less than {@code from}
     * @return whether some of it had been there before
     */
    boolean add(long from, long end) {
        long first = from;
        long last = end;
        boolean again = false;
        Map.Entry<Long, Long> near = stretches.floorEntry(from);
        if (near != null && near.getValue() >= from) {
            again = near.getValue() > from;
            first = near.getKey();
            last = Math.max(last, near.getValue());
        }
        near = stretches.higherEntry(first);
        while (near != null && near.getKey() <= last) {
            again |= near.getKey() < end;
            last = Math.max(last, near.getValue());
            stretches.remove(near.getKey());
            near = stretches.higherEntry(first);
        }
        stretches.put(first, last);
        boolean certain = !scattered;
        forgetAHole();
        return again && certain;
    }

    private void forgetAHole() {
        if (stretches.size() > MOST) {
            long first = stretches.pollFirstEntry().getKey();
            long last = stretches.pollFirstEntry().getValue();
            stretches.put(first, last);
            scattered = true;
        }
    }

    /** Behind the last byte of all; 0 if there is none. */
    long extent() {
        return stretches.isEmpty() ? 0 : stretches.lastEntry().getValue();
    }

    /** Whether some byte before {@link #extent} has not come. */
    boolean hasHoles() {
        return scattered || stretches.size() > 1 || !stretches.isEmpty() && stretches.firstKey() != 0;
    }
}
