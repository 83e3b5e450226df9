// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.report.Place;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.report.WrappedText;
import org.migstream.spi.Severity;

/**
 * The worst findings as text, in columns. The worst one gets as many lines as it needs, then each other one a line. A worst
 * finding without a place gets only one line at first, so that the next one, which may have a place, is shown too.
 */
final class FindingList {
    private static final int MAX_LINES_EACH = 4;
    private static final int MAX_NAME_WIDTH = 17;
    private static final int MIN_MESSAGE_WIDTH = 32;
    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    /** The heading, and the count of those that are not shown. */
    static final int MIN_LINES = 2;

    private record Line(Severity severity, String text) {}

    private final List<FindingRow> rows;
    private final long unlisted;
    private final int width;
    private final List<Line> lines = new ArrayList<>();

    /** For each finding, its lines if only one line fits, if two fit, and so on. */
    private final List<List<List<String>>> shortened = new ArrayList<>();

    private String heading = "";
    private boolean isWhole = true;

    FindingList(Overview overview, int width) {
        this.rows = overview.findings();
        this.unlisted = overview.unlistedFindings();
        this.width = width;
    }

    /**
     * Lays the findings out.
     *
     * @param maxLines the maximum number of lines, with the heading
     */
    void fit(int maxLines) {
        if (rows.isEmpty()) {
            return;
        }
        int room = maxLines - 1;
        int firstLines = Math.min(MAX_LINES_EACH, Math.max(1, room - 1));
        List<List<String>> wrapped = layOut(Math.min(rows.size(), Math.max(1, room)));
        int shown = wrapped.size();
        int[] granted = new int[shown];
        int used = 0;
        // The worst finding comes first, then one line for each of the others, then the other lines of each.
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < shown; i++) {
                int wanted = round == 0 && (i > 0 || !hasPlace(rows.get(0))) ? 1 : i == 0 ? firstLines : MAX_LINES_EACH;
                wanted = Math.min(wanted, wrapped.get(i).size());
                int reserved = shown < rows.size() || unlisted > 0 || round == 0 && i + 1 < shown ? 1 : 0;
                int more = Math.min(wanted - granted[i], room - reserved - used);
                granted[i] += Math.max(0, more);
                used += Math.max(0, more);
            }
        }
        int count = 0;
        for (int i = 0; i < shown && granted[i] > 0; i++) {
            addLines(i, granted[i], wrapped.get(i));
            count++;
        }
        long hidden = rows.size() - count + unlisted;
        if (hidden > 0) {
            isWhole = false;
            lines.add(new Line(Severity.INFO, OverviewText.moreLine(hidden)));
        }
    }

    private static boolean hasPlace(FindingRow row) {
        return row.statePlace() != null || row.streamPlace() != null;
    }

    private void addLines(int row, int granted, List<String> wrapped) {
        isWhole &= granted == wrapped.size();
        List<String> shown =
                granted == wrapped.size() ? wrapped : shortened.get(row).get(granted - 1);
        for (String line : shown) {
            lines.add(new Line(rows.get(row).severity(), line));
        }
    }

    /** Lays out the first findings; returns their lines. */
    private List<List<String>> layOut(int count) {
        TextTable table = new TextTable(false, false, false, false);
        table.add("FINDING", "DEVICE", "IN STATE", "IN STREAM");
        boolean hasDevice = false;
        boolean hasState = false;
        boolean hasStream = false;
        for (FindingRow row : rows.subList(0, count)) {
            hasDevice |= !row.device().isEmpty();
            hasState |= row.statePlace() != null;
            hasStream |= row.streamPlace() != null;
            table.add(
                    FindingText.severityLabel(row.severity()),
                    TextColumn.shortenFront(row.device(), MAX_NAME_WIDTH),
                    row.statePlace() == null ? "" : PrintableText.formatOffset(row.statePlace()),
                    row.streamPlace() == null
                            ? ""
                            : PrintableText.formatOffset(row.streamPlace().offset()));
        }
        hideColumn(table, 1, hasDevice);
        hideColumn(table, 2, hasState);
        hideColumn(table, 3, hasStream);
        List<String> starts = table.lines();
        heading = TextColumn.shorten(INDENT + starts.get(0) + GAP + "MESSAGE", width);
        int column = INDENT.length() + table.width() + GAP.length();
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String start = INDENT + starts.get(i + 1) + GAP;
            String text = message(rows.get(i));
            boolean isBeside = width - column >= MIN_MESSAGE_WIDTH;
            String indent = " ".repeat(isBeside ? column : INDENT.length() + GAP.length());
            List<List<String>> byLines = new ArrayList<>();
            for (int max = 1; max <= MAX_LINES_EACH; max++) {
                byLines.add(WrappedText.wrap(start + text, width, indent, max));
            }
            shortened.add(byLines);
            all.add(byLines.get(MAX_LINES_EACH - 1));
        }
        return all;
    }

    private static void hideColumn(TextTable table, int column, boolean isShown) {
        if (!isShown) {
            table.clear(column);
        }
    }

    private static String message(FindingRow row) {
        Place place = row.streamPlace();
        String channel = place == null || place.channel() == null
                ? ""
                : "in " + PrintableText.escapeName(place.channel()) + ": ";
        return row.code() + ": " + channel + row.message();
    }

    int lineCount() {
        return rows.isEmpty() ? 0 : 1 + lines.size();
    }

    /** Returns whether all findings are shown with their whole messages. */
    boolean isWhole() {
        return isWhole;
    }

    void write(TextWriter out) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        out.tableHeading(heading);
        for (Line line : lines) {
            OverviewText.writeLine(out, line.severity(), line.text());
        }
    }
}
