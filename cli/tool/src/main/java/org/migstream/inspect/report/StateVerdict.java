// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The verdict on the state of one device. No verdict is better than what is known: only {@link Standing#SOUND} states have
 * neither errors nor warnings, and have all of their data as far as their format or the stream shows.
 *
 * @param standing what is known about the state
 * @param words the verdict in at most {@value #MAX_LENGTH} characters, for a table; in upper case if data are missing
 */
public record StateVerdict(Standing standing, String words) {
    /** The maximum length of the words, in characters. */
    public static final int MAX_LENGTH = 14;

    private static final int MAX_COUNT = 999;

    /** Decides about a device of a report. */
    public static StateVerdict of(StreamReport report, DeviceReport device) {
        boolean isRaw = device.device().key() == null;
        if (device.device().hasUnreadMultifdData()) {
            // The main stream has the records that decide whether packets are missing.
            return device.device().isInMainStream() ? broken("INCOMPLETE") : unknown("only a part");
        }
        if (!isRaw && device.device().totalBytes().bytes() == 0) {
            return broken("NO DATA");
        }
        boolean isCut = isRaw && report.outcome() != ReadOutcome.COMPLETE;
        if (isCut || device.completeness() == StateCompleteness.INCOMPLETE) {
            return broken("INCOMPLETE");
        }
        long errors = count(report, device, Severity.ERROR);
        if (errors > 0) {
            return isOnlyPluginFailure(device, errors)
                    ? unknown("plugin failed")
                    : broken(formatCount(errors, "error"));
        }
        DecodedState state = device.state();
        if (state == null) {
            return unknown(device.device().deviceData().isLost() ? "above --keep" : "not decoded");
        }
        long warnings = count(report, device, Severity.WARNING);
        if (warnings > 0) {
            return unknown(formatCount(warnings, "warning"));
        }
        if (!device.completeness().isAssured()) {
            return unknown("end unknown");
        }
        return new StateVerdict(Standing.SOUND, device.completeness().label());
    }

    /** Counts the findings about a device: those about its state, and those about its sections. */
    private static long count(StreamReport report, DeviceReport device, Severity severity) {
        long count = 0;
        for (LocatedFinding located : report.findings().kept()) {
            count += located.finding().severity() == severity && isAbout(located, device) ? 1 : 0;
        }
        return count + countInState(report.findings(), device, severity);
    }

    /** Counts the findings about the content of a state. With {@code --strict}, warnings are errors. */
    static long countInState(FindingLog log, DeviceReport device, Severity severity) {
        long count = 0;
        if (device.state() != null) {
            for (Finding finding : device.state().findings()) {
                count += log.effectiveSeverity(finding) == severity ? 1 : 0;
            }
        }
        return count;
    }

    /** Returns whether a finding about the stream is about a section of a device. */
    static boolean isAbout(LocatedFinding located, DeviceReport device) {
        return located.section() != null
                && located.section().equals(device.device().key());
    }

    private static boolean isOnlyPluginFailure(DeviceReport device, long errors) {
        return errors == 1
                && device.state() != null
                && device.state()
                        .failure()
                        .filter(failure -> failure.severity() == Severity.ERROR)
                        .isPresent();
    }

    private static String formatCount(long count, String noun) {
        return count > MAX_COUNT ? "many " + noun + "s" : PrintableText.formatCount(count, noun);
    }

    private static StateVerdict broken(String words) {
        return new StateVerdict(Standing.BROKEN, words);
    }

    private static StateVerdict unknown(String words) {
        return new StateVerdict(Standing.UNKNOWN, words);
    }
}
