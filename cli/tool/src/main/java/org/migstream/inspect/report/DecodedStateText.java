// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.Optional;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Completeness;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Writes the decoded state of a device as text. */
final class DecodedStateText {
    /**
     * The code of findings that only confirm a valid state. The first line already shows this, so they are not listed.
     */
    private static final String OK = "OK";

    private final TextWriter out;
    private final boolean withOffsets;

    DecodedStateText(TextWriter out, boolean withOffsets) {
        this.out = out;
        this.withOffsets = withOffsets;
    }

    /** Writes the state, or the reason why it is not decoded. */
    void write(DeviceReport report) throws IOException {
        DecodedState state = report.state();
        if (state == null) {
            writeNotDecoded(report.device());
            return;
        }
        out.item("state", state.decoder() + ": " + verdictText(state));
        StatePlaces places = StatePlaces.ofFindings(report);
        for (Finding finding : state.findings()) {
            if (finding.severity() == Severity.INFO && !finding.code().equals(OK)) {
                out.item("", "note: " + formatFinding(finding, places.find(finding), withOffsets));
            }
        }
        new StateFieldsText(out, withOffsets).write(state);
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
        long errors = count(state, Severity.ERROR);
        if (errors == 1 && !state.isIncomplete() && state.failure().isPresent()) {
            return "NOT DECODED TO ITS END: the plugin failed";
        }
        if (errors > 0 || state.isIncomplete()) {
            return (state.isIncomplete() ? "INCOMPLETE STATE" : "DAMAGED STATE")
                    + (errors == 0 ? "" : ": " + PrintableText.formatCount(errors, "error"));
        }
        String complete = state.completeness()
                .map(completeness -> completeness == Completeness.COMPLETE
                        ? "complete"
                        : "the format does not show whether it is complete")
                .orElse("not decoded to its end");
        long warnings = count(state, Severity.WARNING);
        return complete + (warnings == 0 ? "" : ", with " + PrintableText.formatCount(warnings, "warning"));
    }

    private static long count(DecodedState state, Severity severity) {
        long count = 0;
        for (Finding finding : state.findings()) {
            count += finding.severity() == severity ? 1 : 0;
        }
        return count;
    }

    /**
     * Formats a finding about the state of a device. Its offset is from the start of the state.
     *
     * @param place the place in the input, which is shown, too, unless it is the same number, as in raw device data
     */
    static String formatFinding(Finding finding, Optional<Place> place, boolean withOffsets) {
        String offset = "";
        if (withOffsets && finding.offset().isPresent()) {
            long inState = finding.offset().getAsLong();
            offset = "at " + PrintableText.formatOffset(inState) + " of the state"
                    + place.filter(found -> found.channel() != null || found.offset() != inState)
                            .map(DecodedStateText::formatPlace)
                            .orElse("")
                    + ": ";
        }
        return offset + PrintableText.escape(finding.message()) + " [" + PrintableText.escape(finding.code()) + "]";
    }

    private static String formatPlace(Place place) {
        return ", " + PrintableText.formatOffset(place.offset()) + " of "
                + (place.channel() == null ? "the stream" : PrintableText.escapeName(place.channel()));
    }
}
