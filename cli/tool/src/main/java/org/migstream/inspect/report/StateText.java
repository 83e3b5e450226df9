// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.device.SavedDevice;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Entry;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** What a report tells people about the decoded state of a device. */
final class StateText {
    /** More fields than a person reads; JSON has them all. */
    private static final int MOST_FIELDS = 100;

    /** Notes of this kind say only that all is well, which the first line does. */
    private static final String OK = "OK";

    private static final int LONGEST_VALUE = 64;

    private final TextWriter out;

    StateText(TextWriter out) {
        this.out = out;
    }

    /** The device's own bytes, or why they are not decoded. */
    void write(DeviceReport report) throws IOException {
        DecodedState state = report.state();
        if (state == null) {
            undecoded(report.device());
            return;
        }
        out.item("state", state.decoder() + ": " + verdict(state));
        for (Finding finding : state.findings()) {
            if (finding.severity() == Severity.INFO && !finding.code().equals(OK)) {
                out.item("", "note: " + sentence(finding));
            }
        }
        long[] shown = {0};
        state.fields().forEach(entry -> {
            if (shown[0]++ < MOST_FIELDS) {
                out.paragraph("    " + field(entry));
            }
        });
        long more = state.fields().size() + state.droppedFields() - MOST_FIELDS;
        if (more > 0) {
            out.line("    ... and " + Printable.count(more, "more field") + " (--json lists "
                    + (state.droppedFields() > 0 ? state.fields().size() : "all") + ")");
        }
    }

    private void undecoded(SavedDevice device) throws IOException {
        if (device.hasUnreadMultifdData()) {
            out.item("state", "not decoded: only a part of it is here");
        } else if (device.deviceData().isLost()) {
            out.item("state", "not decoded: not all of it was kept");
        } else if (device.data().bytes() > 0) {
            out.item("state", "opaque: no plugin decodes it");
        }
    }

    private static String verdict(DecodedState state) {
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
        switch (state.worst()) {
            case ERROR:
                return complete + ", with errors";
            case WARNING:
                return complete + ", with warnings";
            default:
                return complete;
        }
    }

    /** A finding about a device's state, which has offsets of its own. */
    static String sentence(Finding finding) {
        String where = finding.offset().isPresent()
                ? "at " + Printable.offset(finding.offset().getAsLong()) + " of the state: "
                : "";
        return where + Printable.name(finding.message()) + " [" + Printable.name(finding.code()) + "]";
    }

    private static String field(Entry entry) {
        String place = "%-8s ".formatted(Printable.offset(entry.offset()));
        if (entry.kind() == Entry.Kind.RESTART) {
            return place + "--- all above is void: " + Printable.name(entry.text());
        }
        return place + "%-28s %s".formatted(Printable.name(entry.path()), value(entry));
    }

    private static String value(Entry entry) {
        switch (entry.kind()) {
            case TEXT:
                return '"' + Printable.name(entry.text()) + '"';
            case OPAQUE:
                return Printable.bytes(entry.length()) + (entry.text().isEmpty() ? "" : ", sha256 " + entry.text());
            case FILLER:
                return Printable.bytes(entry.length()) + " without meaning";
            case BYTES:
                return entry.text().length() <= LONGEST_VALUE
                        ? entry.text()
                        : entry.text().substring(0, LONGEST_VALUE) + "... (" + Printable.bytes(entry.length()) + ")";
            default:
                return entry.text()
                        + entry.symbol().map(name -> " " + Printable.name(name)).orElse("");
        }
    }
}
