// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.StreamKind;

/** What a stream must be, so that anything can be restored from it, whatever the user overrides. */
final class RestorePreconditions {
    private final String inputName;

    /** @param name of the input */
    RestorePreconditions(String name) {
        this.inputName = name;
    }

    /** It must be one, and whole. */
    void requireComplete(StreamReport report) throws UnreadableStreamException {
        String kind = report.input().kind();
        if (kind != null && !kind.equals(StreamKind.MAIN.label())) {
            throw new UnreadableStreamException(
                    ReadOutcome.UNSUPPORTED,
                    inputName + ": this is " + kind.replace('-', ' ') + " alone: the stream is needed"
                            + (kind.equals(StreamKind.MULTIFD_CHANNEL.label()) ? ", and this with --channel" : ""));
        }
        if (report.outcome() != ReadOutcome.COMPLETE) {
            throw new UnreadableStreamException(
                    report.outcome(),
                    inputName + ": "
                            + InspectText.formatFinding(
                                    report.findings().stopReason().orElseThrow()));
        }
    }

    /** It must have all data of these devices, where they can be read. */
    void requireAllData(List<RestoreTarget> destinations, boolean channels) throws UnreadableStreamException {
        for (RestoreTarget destination : destinations) {
            SavedDevice saved = destination.savedDevice();
            String what = null;
            if (saved.isSentOverMultifd() && !channels && saved.hasUnreadMultifdData()) {
                what = "its data went over multifd channels: give their recordings with --channel";
            } else if (destination.isStreaming()
                    ? saved.isSentOverMultifd()
                    : saved.deviceData().isLost()) {
                what = "its data cannot be kept until all of them are there: raise the limit with --keep";
            }
            if (what != null) {
                throw new UnreadableStreamException(
                        ReadOutcome.UNSUPPORTED, inputName + ": " + saved.key().idstr() + ": " + what);
            }
        }
    }
}
