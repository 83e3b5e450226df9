// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** The sections of a stream that carry a name, START and FULL, in wire order, and how many rounds follow. */
final class SectionHeads {
    /** Far more than any machine has. */
    private static final int MOST = 1 << 14;

    private final Map<Name, Section> heads = new LinkedHashMap<>();
    private final Map<Name, Integer> turns = new HashMap<>();
    private final Map<SectionKey, Long> rounds = new TreeMap<>();
    private boolean all = true;

    /** What a section is known by in another stream. */
    record Name(Section.Kind kind, SectionKey key, int turn) {}

    static SectionHeads of(StreamReport report) throws IOException {
        SectionHeads heads = new SectionHeads();
        report.outline().sections().forEach(heads::add);
        return heads;
    }

    private void add(SectionEntry entry) {
        Section head = entry.head();
        if (head.kind() == Section.Kind.PART) {
            rounds.merge(head.key(), 1L, Long::sum);
        } else if (head.kind().hasIdstr() && heads.size() < MOST) {
            int turn = turns.merge(new Name(head.kind(), head.key(), 0), 1, Integer::sum) - 1;
            heads.put(new Name(head.kind(), head.key(), turn), head);
        } else if (head.kind().hasIdstr()) {
            all = false;
        }
    }

    /** By what they are known by, in wire order. */
    Map<Name, Section> byName() {
        return heads;
    }

    /** How many PART sections each device has. */
    Map<SectionKey, Long> rounds() {
        return rounds;
    }

    /** Whether these are all. */
    boolean all() {
        return all;
    }
}
