// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.stream.Section;

/** Writes the sections of a stream in order. Consecutive rounds (PART sections) of a device share one line. */
final class SectionTable {
    private static final int NAME_COLUMN = 42;

    private final TextWriter out;
    private final boolean withOffsets;
    private final int nameWidth;
    private final Map<Long, RoundsOfDevice> rounds = new LinkedHashMap<>();

    SectionTable(TextWriter out, boolean withOffsets) {
        this.out = out;
        this.withOffsets = withOffsets;
        this.nameWidth = Math.max(16, out.tableWidth() - NAME_COLUMN);
    }

    /** Consecutive rounds of one device. */
    private static final class RoundsOfDevice {
        private final Section first;
        private long length;
        private long count;

        RoundsOfDevice(Section first) {
            this.first = first;
        }
    }

    void write(StreamReport report) throws IOException {
        if (report.outline().sections().size() == 0) {
            return;
        }
        out.blankLine();
        out.tableHeading(row("offset", "length", "type", "id", "name"));
        report.outline().sections().forEach(this::add);
        writeRounds();
    }

    private void add(SectionEntry entry) throws IOException {
        Section head = entry.head();
        if (head.kind() == Section.Kind.PART && entry.isComplete()) {
            RoundsOfDevice ofDevice = rounds.computeIfAbsent(head.sectionId(), id -> new RoundsOfDevice(head));
            ofDevice.length += entry.length();
            ofDevice.count++;
            return;
        }
        writeRounds();
        writeRow(head, entry.isComplete() ? Long.toString(entry.length()) : "truncated", "");
    }

    private void writeRounds() throws IOException {
        for (RoundsOfDevice ofDevice : rounds.values()) {
            writeRow(
                    ofDevice.first,
                    Long.toString(ofDevice.length),
                    ofDevice.count == 1 ? "" : " (" + ofDevice.count + " rounds)");
        }
        rounds.clear();
    }

    private void writeRow(Section head, String length, String suffix) throws IOException {
        String instance = head.key().instanceId() == 0 ? "" : " #" + head.key().instanceId();
        String name = PrintableText.escape(head.key().idstr()) + instance + suffix;
        out.line(row(
                PrintableText.formatOffset(head.offset()),
                length,
                head.kind().toString(),
                Long.toString(head.sectionId()),
                name.length() <= nameWidth ? name : name.substring(0, nameWidth - 3) + "..."));
    }

    private String row(String offset, String length, String type, String id, String name) {
        return "  " + (withOffsets ? TextColumn.left(offset, 11) + " " : "") + TextColumn.right(length, 11) + "  "
                + TextColumn.left(type, 5) + " " + TextColumn.left(id, 5) + " " + name;
    }
}
