// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** Whether the stream has a section of that name, or of a similar one. */
final class SectionLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) throws IOException {
        String idstr = saying.group("idstr");
        if (idstr == null) {
            return;
        }
        OptionalLong instance = saying.instanceId();
        Map<SectionKey, Section> first = new LinkedHashMap<>();
        report.outline().sections().forEach(entry -> putFirst(entry, first));
        boolean found = false;
        for (Map.Entry<SectionKey, Section> entry : first.entrySet()) {
            SectionKey key = entry.getKey();
            if (key.idstr().equals(idstr) && (instance.isEmpty() || instance.getAsLong() == key.instanceId())) {
                Section section = entry.getValue();
                answer.addAtOffset(
                        key,
                        section.offset(),
                        "the first section of it, %s, version %d".formatted(section.kind(), section.versionId()));
                found = true;
            }
        }
        if (!found) {
            addAbsent(idstr, first, answer);
        }
    }

    /** A PART or END names its device only by number, and is not the first. */
    private static void putFirst(SectionEntry entry, Map<SectionKey, Section> first) {
        Section head = entry.head();
        if (head.kind() == Section.Kind.START || head.kind() == Section.Kind.FULL) {
            first.putIfAbsent(head.key(), head);
        }
    }

    private static void addAbsent(String idstr, Map<SectionKey, Section> sections, StreamEvidence answer) {
        String similar = sections.keySet().stream()
                .filter(key -> deviceType(key.idstr()).equals(deviceType(idstr)))
                .limit(StreamEvidence.MAX_FINDINGS)
                .map(key -> key.idstr() + " " + key.instanceId())
                .collect(Collectors.joining(", "));
        answer.addText("the stream has no such section: another stream is meant"
                + (similar.isEmpty() ? "" : "; of similar name are " + similar));
    }

    /** What follows the address. */
    private static String deviceType(String idstr) {
        return idstr.substring(idstr.lastIndexOf('/') + 1);
    }
}
