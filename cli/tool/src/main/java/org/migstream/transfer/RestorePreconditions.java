// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;

import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.StreamKind;
import org.migstream.transfer.TransferException.UnreadableStreamException;

/** Conditions of a restore that {@code --force} does not override. */
final class RestorePreconditions {
    private final String inputName;

    /** @param inputName the name of the input, for messages */
    RestorePreconditions(String inputName) {
        this.inputName = inputName;
    }

    /** Requires a complete migration stream that was not redacted. */
    void requireComplete(StreamReport report) throws UnreadableStreamException {
        String kind = report.input().kind();
        if (kind != null && !kind.equals(StreamKind.MAIN.label())) {
            throw new UnreadableStreamException(
                    ReadOutcome.UNSUPPORTED,
                    inputName + ": the input is " + (kind.endsWith("data") ? "" : "a ") + kind.replace('-', ' ')
                            + ", not a main stream; give the main stream"
                            + (kind.equals(StreamKind.MULTIFD_CHANNEL.label())
                                    ? ", and this input with --channel"
                                    : ""));
        }
        if (report.outcome() != ReadOutcome.COMPLETE) {
            throw new UnreadableStreamException(
                    report.outcome(),
                    inputName + ": "
                            + FindingText.formatFinding(
                                    report.findings().stopReason().orElseThrow()));
        }
        for (LocatedFinding located : report.findings().all()) {
            if (located.finding().code().equals(STREAM_REDACTED.code())) {
                throw new UnreadableStreamException(
                        ReadOutcome.UNSUPPORTED, inputName + ": " + FindingText.formatFinding(located));
            }
        }
    }

    /** Requires that all data of the devices can be read. */
    void requireAllData(List<RestoreTarget> targets, boolean channelsGiven) throws UnreadableStreamException {
        for (RestoreTarget target : targets) {
            SavedDevice saved = target.savedDevice();
            String problem = null;
            if (saved.isSentOverMultifd() && !channelsGiven && saved.hasUnreadMultifdData()) {
                problem = "its state was sent over multifd channels: give their recordings with --channel";
            } else if (target.isStreamed()
                    ? saved.isSentOverMultifd()
                    : saved.deviceData().isLost()) {
                problem = "its data exceed the limit for data from a pipe; raise it with --keep";
            }
            if (problem != null) {
                throw new UnreadableStreamException(
                        ReadOutcome.UNSUPPORTED,
                        inputName + ": " + saved.requiredKey().idstr() + ": " + problem);
            }
        }
    }
}
