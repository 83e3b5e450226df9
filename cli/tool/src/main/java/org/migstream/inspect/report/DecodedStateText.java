// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.device.SavedDevice;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** What a report tells people about the decoded state of a device. */
final class DecodedStateText {
    /** More fields than a person reads; JSON has them all. */
    private static final int MAX_FIELDS = 100;

    /** Notes of this kind say only that all is well, which the first line does. */
    private static final String OK = "OK";

    private static final int MAX_VALUE_LENGTH = 64;

    private final TextWriter out;

    DecodedStateText(TextWriter out) {
        this.out = out;
    }

    /** The device's own bytes, or why they are not decoded. */
    void write(DeviceReport report) throws IOException {
        DecodedState state = report.state();
        if (state == null) {
            writeNotDecoded(report.device());
            return;
        }
        out.item("state", state.decoder() + ": " + verdictText(state));
        for (Finding finding : state.findings()) {
            if (finding.severity() == Severity.INFO && !finding.code().equals(OK)) {
                out.item("", "note: " + formatFinding(finding));
            }
        }
        long[] shown = {0};
        state.fields().forEach(entry -> {
            if (shown[0]++ < MAX_FIELDS) {
                out.paragraph("    " + formatField(entry));
            }
        });
        long more = state.fields().size() + state.droppedFields() - MAX_FIELDS;
        if (more > 0) {
            out.line("    ... and " + PrintableText.formatCount(more, "more field") + " (--json lists "
                    + (state.droppedFields() > 0 ? state.fields().size() : "all") + ")");
        }
    }

    private void writeNotDecoded(SavedDevice device) throws IOException {
        if (device.hasUnreadMultifdData()) {
            out.item("state", "not decoded: only a part of it is here");
        } else if (device.deviceData().isLost()) {
            out.item("state", "not decoded: not all of it was kept");
        } else if (device.totalBytes().bytes() > 0) {
            out.item("state", "opaque: no plugin decodes it");
        }
    }

    private static String verdictText(DecodedState state) {
        String complete = state.completeness()
                .map(completeness -> {
                    switch (completeness) {
                        case COMPLETE:
                            return "complete";
                        case INCOMPLETE:
                            return "INCOMPLETE";
                        default:
                            return "nothing in the format tells whether it is complete";
                    }
                })
                .orElse("not decoded to its end");
        switch (state.worstSeverity()) {
            case ERROR:
                return complete + ", with errors";
            case WARNING:
                return complete + ", with warnings";
            default:
                return complete;
        }
    }

    /** A finding about a device's state, which has offsets of its own. */
    static String formatFinding(Finding finding) {
        String where = finding.offset().isPresent()
                ? "at " + PrintableText.formatOffset(finding.offset().getAsLong()) + " of the state: "
                : "";
        return where + PrintableText.escape(finding.message()) + " [" + PrintableText.escape(finding.code()) + "]";
    }

    private static String formatField(StateField entry) {
        String place = "%-8s ".formatted(PrintableText.formatOffset(entry.offset()));
        if (entry.kind() == StateField.Kind.RESTART) {
            return place + "--- all above is void: " + PrintableText.escape(entry.text());
        }
        return place + "%-28s %s".formatted(PrintableText.escape(entry.path()), formatValue(entry));
    }

    private static String formatValue(StateField entry) {
        switch (entry.kind()) {
            case TEXT:
                return '"' + PrintableText.escape(entry.text()) + '"';
            case OPAQUE:
                return PrintableText.formatBytes(entry.length())
                        + (entry.text().isEmpty() ? "" : ", sha256 " + entry.text());
            case FILLER:
                return PrintableText.formatBytes(entry.length()) + " without meaning";
            case BYTES:
                return entry.text().length() <= MAX_VALUE_LENGTH
                        ? entry.text()
                        : entry.text().substring(0, MAX_VALUE_LENGTH) + "... ("
                                + PrintableText.formatBytes(entry.length()) + ")";
            default:
                return entry.text()
                        + entry.symbol()
                                .map(name -> " " + PrintableText.escape(name))
                                .orElse("");
        }
    }
}
