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

/** The sections of a stream that carry a name (START and FULL) in stream order, and the number of PART sections. */
final class NamedSections {
    /** Maximum number of sections, far more than any machine has. */
    private static final int MAX_SECTIONS = 1 << 14;

    private final Map<SectionIdentity, Section> sections = new LinkedHashMap<>();
    private final Map<SectionIdentity, Integer> occurrences = new HashMap<>();
    private final Map<SectionKey, Long> partCounts = new TreeMap<>();
    private boolean complete = true;

    /** Identifies a section in both streams. */
    record SectionIdentity(Section.Kind kind, SectionKey key, int occurrence) {}

    /** Collects the named sections of a report. */
    static NamedSections of(StreamReport report) throws IOException {
        NamedSections heads = new NamedSections();
        report.outline().sections().forEach(heads::add);
        return heads;
    }

    private void add(SectionEntry entry) {
        Section head = entry.head();
        if (head.kind() == Section.Kind.PART) {
            partCounts.merge(head.key(), 1L, Long::sum);
        } else if (head.kind().hasIdstr() && sections.size() < MAX_SECTIONS) {
            int index = occurrences.merge(new SectionIdentity(head.kind(), head.key(), 0), 1, Integer::sum) - 1;
            sections.put(new SectionIdentity(head.kind(), head.key(), index), head);
        } else if (head.kind().hasIdstr()) {
            complete = false;
        }
    }

    /** Returns the sections by identity, in stream order. */
    Map<SectionIdentity, Section> byIdentity() {
        return sections;
    }

    /** Returns the number of PART sections of each device. */
    Map<SectionKey, Long> partCounts() {
        return partCounts;
    }

    /** Returns whether all named sections were collected; false if there are more than the maximum. */
    boolean isComplete() {
        return complete;
    }
}
