// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.migstream.inspect.report.Standing;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.report.WrappedText;

/** The table of devices as text, with the line that explains its marks. */
final class DeviceTable {
    private static final String UNKNOWN = "?";
    private static final int DEVICE = 0;
    private static final int MSIX = 6;
    private static final int PCI_ID = 2;
    private static final int MIN_NAME_WIDTH = 12;
    /** The width of the mark and the space after it. */
    private static final int MARK_WIDTH = 2;

    private final List<DeviceRow> rows;
    private final List<String> after = new ArrayList<>();
    private final List<String> lines;

    /**
     * @param rows the rows to show
     * @param more the line after the last row; empty if all devices are shown
     * @param width the maximum width in columns
     */
    DeviceTable(List<DeviceRow> rows, String more, int width) {
        this.rows = rows;
        TextTable table = new TextTable(false, false, false, true, true, false, true);
        table.add("DEVICE", "DRIVER", "PCI ID", "RUNNING", "STOPPED", "STATE", "MSI-X");
        for (DeviceRow row : rows) {
            table.add(
                    row.name(),
                    row.decoder().isEmpty() ? UNKNOWN : row.decoder(),
                    row.pciId().isEmpty() ? UNKNOWN : row.pciId(),
                    formatSize(row.runningBytes()),
                    formatSize(row.stoppedBytes()),
                    row.verdict().words(),
                    formatVectors(row.msixVectors()));
        }
        fit(table, width - MARK_WIDTH);
        lines = table.lines();
        if (!more.isEmpty()) {
            after.add(more);
        }
        String legend = legend();
        if (!legend.isEmpty()) {
            after.add(WrappedText.wrap("  (" + legend + ")", width, "", 1).get(0));
        }
    }

    private static void fit(TextTable table, int width) {
        int excess = table.width() - width;
        if (excess > 0) {
            table.narrow(DEVICE, Math.max(MIN_NAME_WIDTH, table.columnWidth(DEVICE) - excess));
        }
        if (table.width() > width) {
            table.clear(MSIX);
        }
        if (table.width() > width) {
            table.clear(PCI_ID);
        }
    }

    int lineCount() {
        return rows.isEmpty() ? 0 : 1 + lines.size() + after.size();
    }

    void write(TextWriter out) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        out.blankLine();
        out.tableHeading("  " + lines.get(0).stripTrailing());
        for (int i = 0; i < rows.size(); i++) {
            Standing standing = rows.get(i).verdict().standing();
            OverviewText.writeLine(
                    out,
                    standing.severity(),
                    standing.mark() + " " + lines.get(i + 1).stripTrailing());
        }
        for (String line : after) {
            out.line(line);
        }
    }

    private String legend() {
        StringJoiner legend = new StringJoiner(", ");
        if (has(Standing.BROKEN)) {
            legend.add("! = broken");
        }
        if (has(Standing.UNKNOWN)) {
            legend.add("? = not known to be sound");
        }
        for (DeviceRow row : rows) {
            if (row.verdict().words().equals(StateCompleteness.FRAMED.label())) {
                legend.add("framed = the stream has all its records");
                break;
            }
        }
        return legend.toString();
    }

    private boolean has(Standing standing) {
        for (DeviceRow row : rows) {
            if (row.verdict().standing() == standing) {
                return true;
            }
        }
        return false;
    }

    private static String formatSize(OptionalLong bytes) {
        return bytes.isPresent() ? PrintableText.formatSize(bytes.getAsLong()) : UNKNOWN;
    }

    private static String formatVectors(OptionalInt vectors) {
        if (vectors.isEmpty()) {
            return UNKNOWN;
        }
        return vectors.getAsInt() == 0 ? "none" : Integer.toString(vectors.getAsInt());
    }
}
