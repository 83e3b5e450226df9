// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Makes names of records from their keys, each name once in its group. */
final class RecordKeys {
    /** The maximum number of keys that are remembered: a state can have millions of records. */
    static final int MAX_KEYS = 16_384;

    private static final int MAX_VALUE_LENGTH = 32;

    private final Deque<Map<String, Integer>> groups = new ArrayDeque<>();
    private int remembered;
    private long unremembered;

    RecordKeys() {
        groups.push(new HashMap<>());
    }

    void beginGroup() {
        groups.push(new HashMap<>());
    }

    void endGroup() {
        remembered -= groups.pop().size();
    }

    /** Forgets the keys of all open groups. */
    void clear() {
        groups.forEach(Map::clear);
        remembered = 0;
    }

    /** Returns {@code name[key=value]}, or {@code name[key=value,2]} for the second record of the same key. */
    String uniqueName(String name, String key, String value) {
        String start = name + "[" + key + "=" + cleaned(value);
        Map<String, Integer> counts = groups.element();
        if (remembered == MAX_KEYS && !counts.containsKey(start)) {
            return name + "[" + unremembered++ + "]";
        }
        int count = counts.merge(start, 1, Integer::sum);
        if (count == 1) {
            remembered++;
            return start + "]";
        }
        return start + "," + count + "]";
    }

    private static String cleaned(String value) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(value.length(), MAX_VALUE_LENGTH); i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean kept = letter || c >= '0' && c <= '9' || "_.:-".indexOf(c) >= 0;
            clean.append(kept ? c : '_');
        }
        return clean.length() == 0 ? "_" : clean.toString();
    }
}
