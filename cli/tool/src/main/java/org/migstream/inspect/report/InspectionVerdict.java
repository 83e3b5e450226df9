// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.migstream.report.InspectionFindingCodes.STREAM_NO_DESCRIPTION;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.report.VerdictLine;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The verdict on an input. The first line of a report and the exit status are made from it, so that they agree.
 *
 * @param outcome how far the input could be read
 * @param isPositive whether no error was found
 * @param text the first line of the report, without the name of the input
 * @param reason the finding that {@code text} contains; empty if there is none, or if it is about a decoded state
 */
public record InspectionVerdict(ReadOutcome outcome, boolean isPositive, String text, Optional<LocatedFinding> reason) {
    /** Decides about a report. */
    public static InspectionVerdict of(StreamReport report) {
        Optional<LocatedFinding> stopReason = report.findings().stopReason();
        if (report.outcome() != ReadOutcome.COMPLETE) {
            return new InspectionVerdict(
                    report.outcome(),
                    false,
                    FindingText.outcomeLabel(report.outcome())
                            + stopReason
                                    .map(located -> ": " + FindingText.formatFinding(located))
                                    .orElse(""),
                    stopReason);
        }
        return report.findings().worst() == Severity.ERROR
                ? negative(report)
                : new InspectionVerdict(report.outcome(), true, positiveText(report), Optional.empty());
    }

    private static String positiveText(StreamReport report) {
        List<Finding> findings =
                report.findings().all().stream().map(LocatedFinding::finding).toList();
        boolean hasWarnings = report.findings().worst() == Severity.WARNING;
        String unknown = unknownText(report, findings);
        String verdict = unknown.isEmpty() ? "complete" : "no errors found";
        String rest = hasWarnings
                ? unknown.isEmpty() ? ", with warnings" : ", but warnings"
                : unknown.isEmpty() ? ", no errors found" : "";
        return VerdictLine.positive(verdict + rest, findings.stream(), unknown);
    }

    /** Returns what makes it unknown whether the input is complete; empty if nothing does. */
    private static String unknownText(StreamReport report, List<Finding> findings) {
        boolean mayLackData = findings.stream()
                .anyMatch(finding -> finding.code().equals(STREAM_NO_DESCRIPTION.code())
                        || VerdictLine.isAboutMissingData(finding) && !VerdictLine.isAboutMissingMemory(finding));
        if (mayLackData) {
            return "data may be missing";
        }
        return report.devices().stream().anyMatch(device -> device.completeness() == StateCompleteness.UNKNOWN)
                ? "whether the state is complete cannot be known"
                : "";
    }

    private static InspectionVerdict negative(StreamReport report) {
        List<LocatedFinding> errors = report.findings().all().stream()
                .filter(located -> located.finding().severity() == Severity.ERROR)
                .toList();
        Optional<LocatedFinding> missing = errors.stream()
                .filter(located -> VerdictLine.isAboutMissingData(located.finding()))
                .findFirst();
        long others = errors.stream()
                .filter(located -> report.devices().stream().noneMatch(device -> isAbout(located, device)))
                .count();
        long unsound = report.devices().stream()
                .filter(device ->
                        hasStateError(report, device) || errors.stream().anyMatch(located -> isAbout(located, device)))
                .count();
        Optional<LocatedFinding> reason = missing.or(() -> errors.stream().findFirst());
        String first = reason.map(FindingText::formatFinding).orElseGet(() -> firstStateError(report));
        return new InspectionVerdict(
                report.outcome(),
                false,
                VerdictLine.negative(
                        missing.isPresent() ? VerdictLine.incomplete("") : "UNSOUND",
                        new VerdictLine.ReasonCount(
                                "unsound", unsound, report.devices().size(), others),
                        Optional.of(first)),
                reason);
    }

    private static boolean isAbout(LocatedFinding located, DeviceReport device) {
        return located.section() != null
                && located.section().equals(device.device().key());
    }

    private static boolean hasStateError(StreamReport report, DeviceReport device) {
        return stateErrors(report, device).findFirst().isPresent();
    }

    private static Stream<Finding> stateErrors(StreamReport report, DeviceReport device) {
        return device.state() == null
                ? Stream.empty()
                : device.state().findings().stream()
                        .filter(finding -> report.findings().effectiveSeverity(finding) == Severity.ERROR);
    }

    private static String firstStateError(StreamReport report) {
        return report.devices().stream()
                .flatMap(device -> stateErrors(report, device)
                        .map(finding -> stateName(device) + ", " + DecodedStateText.formatFinding(finding)))
                .findFirst()
                .orElse("");
    }

    /** Returns the name of a device and of its decoder, such as {@code 0000:00:01.0/vfio mlx5}. */
    static String stateName(DeviceReport device) {
        String decoder = device.state() == null ? "" : device.state().decoder();
        return device.device().key() == null
                ? decoder
                : PrintableText.escape(device.device().key().idstr()) + " " + decoder;
    }
}
