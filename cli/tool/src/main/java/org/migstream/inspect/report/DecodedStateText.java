// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Writes the decoded state of a device as text. */
final class DecodedStateText {
    /** Maximum number of fields to list; JSON lists all fields. */
    private static final int MAX_FIELDS = 100;

    /**
     * The code of findings that only confirm a valid state. The first line already shows this, so they are not listed.
     */
    private static final String OK = "OK";

    private static final int MAX_VALUE_LENGTH = 64;

    private final TextWriter out;

    DecodedStateText(TextWriter out) {
        this.out = out;
    }

    /** Writes the state, or the reason why it is not decoded. */
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
        state.fields().forEach(field -> {
            if (shown[0]++ < MAX_FIELDS) {
                out.paragraph("    " + formatField(field));
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
            out.item("state", "not decoded: parts of it are on channels that were not given or are damaged");
        } else if (device.deviceData().isLost()) {
            out.item("state", "not decoded: it exceeds the limit of kept bytes");
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
                            return "the format does not show whether it is complete";
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

    /** Formats a finding about the state of a device. Its offset is from the start of the state. */
    static String formatFinding(Finding finding) {
        String offset = finding.offset().isPresent()
                ? "at " + PrintableText.formatOffset(finding.offset().getAsLong()) + " of the state: "
                : "";
        return offset + PrintableText.escape(finding.message()) + " [" + PrintableText.escape(finding.code()) + "]";
    }

    private static String formatField(StateField field) {
        String offset = TextColumn.left(PrintableText.formatOffset(field.offset()), 8) + " ";
        if (field.kind() == StateField.Kind.RESTART) {
            return offset + "--- the fields above are discarded: " + PrintableText.escape(field.text());
        }
        return offset + TextColumn.left(PrintableText.escape(field.path()), 28) + " " + formatValue(field);
    }

    private static String formatValue(StateField field) {
        switch (field.kind()) {
            case TEXT:
                return '"' + PrintableText.escape(field.text()) + '"';
            case OPAQUE:
                return PrintableText.formatBytes(field.length())
                        + (field.text().isEmpty() ? "" : ", sha256 " + field.text());
            case FILLER:
                return PrintableText.formatBytes(field.length()) + ", unused";
            case BYTES:
                return field.text().length() <= MAX_VALUE_LENGTH
                        ? field.text()
                        : field.text().substring(0, MAX_VALUE_LENGTH) + "... ("
                                + PrintableText.formatBytes(field.length()) + ")";
            default:
                return field.text()
                        + field.symbol()
                                .map(name -> " " + PrintableText.escape(name))
                                .orElse("");
        }
    }
}
