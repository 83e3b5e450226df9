// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import static org.migstream.report.InspectionFindingCodes.STREAM_NO_DESCRIPTION;
import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.report.VerdictLine;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;

/**
 * The verdict on an input. The first line of a report and the exit status are made from it, so that they agree.
 *
 * @param outcome how far the input could be read
 * @param standing what is known about the input
 * @param headline the verdict without the finding that is its reason; a negative one begins with words in upper case
 * @param text the first line of a full report, without the name of the input: the verdict and the first reason
 * @param reason the finding that {@code text} contains; empty if there is none, or if it is about a decoded state
 */
public record InspectionVerdict(
        ReadOutcome outcome, Standing standing, String headline, String text, Optional<LocatedFinding> reason) {
    private static final String DAMAGED_STATE = "DAMAGED STATE";
    private static final String REDACTED = "REDACTED, ";
    private static final String UNSOUND = "UNSOUND";
    private static final String ONE_CHANNEL = "one channel alone does not show whether it is complete";

    /** Decides about a report. */
    public static InspectionVerdict of(StreamReport report) {
        return of(report, true);
    }

    /**
     * Decides about a report. The verdict on a redacted stream says so first.
     *
     * @param withPlaces whether {@code text} has the offset of the reason
     */
    static InspectionVerdict of(StreamReport report, boolean withPlaces) {
        InspectionVerdict verdict = ofFindings(report, withPlaces);
        return report.findings().hasCode(STREAM_REDACTED)
                ? new InspectionVerdict(
                        verdict.outcome,
                        verdict.standing,
                        REDACTED + verdict.headline,
                        REDACTED + verdict.text,
                        verdict.reason)
                : verdict;
    }

    private static InspectionVerdict ofFindings(StreamReport report, boolean withPlaces) {
        Optional<LocatedFinding> stopReason = report.findings().stopReason();
        if (report.outcome() != ReadOutcome.COMPLETE) {
            return new InspectionVerdict(
                    report.outcome(),
                    Standing.BROKEN,
                    stopHeadline(report, stopReason),
                    FindingText.outcomeLabel(report.outcome())
                            + stopReason
                                    .map(located -> ": " + format(located, withPlaces))
                                    .orElse(""),
                    stopReason);
        }
        return report.findings().worst() == Severity.ERROR ? negative(report, withPlaces) : positive(report);
    }

    /** Returns whether no error was found. */
    public boolean isPositive() {
        return standing != Standing.BROKEN;
    }

    private static String stopHeadline(StreamReport report, Optional<LocatedFinding> stopReason) {
        if (report.input().kind() == null) {
            return "NOT RECOGNISED AS A MIGRATION STREAM";
        }
        String channel = stopReason.map(LocatedFinding::channel).orElse(null);
        OptionalLong offset =
                stopReason.map(located -> located.finding().offset()).orElse(OptionalLong.empty());
        String position = offset.isPresent() ? " " + PrintableText.formatPosition(offset.getAsLong()) : "";
        if (report.outcome() == ReadOutcome.UNSUPPORTED) {
            return "NOT READ TO THE END" + (position.isEmpty() ? "" : ": only up to" + position.substring(3));
        }
        SectionKey section = stopReason.map(LocatedFinding::section).orElse(null);
        return channel == null
                ? "DAMAGED STREAM" + position + (section == null ? "" : ", in " + PrintableText.formatSection(section))
                : "DAMAGED CHANNEL" + position + " of " + PrintableText.escapeName(channel);
    }

    private static InspectionVerdict positive(StreamReport report) {
        String text = positiveText(report);
        long undecoded = report.devices().stream()
                .filter(device -> device.state() == null)
                .count();
        String all = undecoded == 0 || text.contains(ONE_CHANNEL)
                ? text
                : text + "; " + formatStates(undecoded, report) + " not decoded";
        boolean isKnown = report.findings().worst() == Severity.INFO
                && report.devices().stream()
                        .allMatch(device -> StateVerdict.of(report, device).standing() == Standing.SOUND);
        return new InspectionVerdict(
                report.outcome(), isKnown ? Standing.SOUND : Standing.UNKNOWN, all, all, Optional.empty());
    }

    private static String formatStates(long count, StreamReport report) {
        return count + " of " + PrintableText.formatCount(report.devices().size(), "device state")
                + (count == 1 ? " is" : " are");
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
        if (StreamKind.MULTIFD_CHANNEL.label().equals(report.input().kind())) {
            return ONE_CHANNEL;
        }
        return report.devices().stream().anyMatch(device -> device.completeness() == StateCompleteness.UNKNOWN)
                ? "whether the state is complete cannot be known"
                : "";
    }

    private static InspectionVerdict negative(StreamReport report, boolean withPlaces) {
        List<LocatedFinding> errors = report.findings().all().stream()
                .filter(located -> located.finding().severity() == Severity.ERROR)
                .toList();
        Optional<LocatedFinding> missing = errors.stream()
                .filter(located -> VerdictLine.isAboutMissingData(located.finding()))
                .findFirst();
        long others = errors.stream()
                .filter(located -> report.devices().stream().noneMatch(device -> StateVerdict.isAbout(located, device)))
                .count();
        long unsound = report.devices().stream()
                .filter(device -> hasStateError(report, device)
                        || errors.stream().anyMatch(located -> StateVerdict.isAbout(located, device)))
                .count();
        Optional<LocatedFinding> reason = missing.or(() -> errors.stream().findFirst());
        long broken = report.devices().stream()
                .filter(device -> StateVerdict.of(report, device).standing() == Standing.BROKEN)
                .count();
        String first = reason.map(located -> format(located, withPlaces))
                .orElseGet(() -> firstStateError(report, broken > 0, withPlaces));
        boolean isStateDamaged = missing.isEmpty() && broken > 0;
        return new InspectionVerdict(
                report.outcome(),
                Standing.BROKEN,
                missing.map(located -> VerdictLine.incomplete("") + ": " + shorten(located))
                        .orElseGet(() -> negativeHeadline(report, broken, unsound, others)),
                VerdictLine.negative(
                        missing.isPresent() ? VerdictLine.incomplete("") : isStateDamaged ? DAMAGED_STATE : UNSOUND,
                        new VerdictLine.ReasonCount(
                                isStateDamaged ? "broken" : "unsound",
                                isStateDamaged ? broken : unsound,
                                report.devices().size(),
                                others),
                        Optional.of(first)),
                reason);
    }

    private static String negativeHeadline(StreamReport report, long broken, long unsound, long others) {
        String elsewhere = others == 0 ? "" : PrintableText.formatCount(others, "error") + " of the stream as a whole";
        if (broken > 0) {
            String rest = !elsewhere.isEmpty()
                    ? "; " + elsewhere
                    : unsound == broken
                                    && report.input().kind() != null
                                    && report.outline().header() != null
                            ? "; no errors in the rest of the stream"
                            : "";
            return DAMAGED_STATE + ": " + formatStates(broken, report) + " broken" + rest;
        }
        if (unsound > 0 && others == 0) {
            return "NOT CHECKED: plugins failed, so " + formatStates(unsound, report) + " not known to be sound";
        }
        return UNSOUND + ": " + elsewhere;
    }

    private static String format(LocatedFinding located, boolean withPlaces) {
        return FindingText.formatFinding(withPlaces ? located : located.withoutOffset());
    }

    /** Returns the first clause of a message, with the section that it is about. */
    private static String shorten(LocatedFinding located) {
        String message = PrintableText.escape(located.finding().message());
        int end = message.length();
        for (String separator : List.of(": ", "; ")) {
            int at = message.indexOf(separator);
            end = at < 0 ? end : Math.min(end, at);
        }
        String section = located.section() == null ? "" : PrintableText.formatSection(located.section()) + ": ";
        return section + message.substring(0, end);
    }

    private static boolean hasStateError(StreamReport report, DeviceReport device) {
        return StateVerdict.countInState(report.findings(), device, Severity.ERROR) > 0;
    }

    /** Returns the first error of a broken state or, if only plugins failed, of any state. */
    private static String firstStateError(StreamReport report, boolean isStateDamaged, boolean withPlaces) {
        for (DeviceReport device : report.devices()) {
            boolean isBroken = StateVerdict.of(report, device).standing() == Standing.BROKEN;
            if (device.state() == null || isStateDamaged && !isBroken) {
                continue;
            }
            for (Finding finding : device.state().findings()) {
                if (report.findings().effectiveSeverity(finding) == Severity.ERROR) {
                    return stateName(device) + ", "
                            + DecodedStateText.formatFinding(finding, Optional.empty(), withPlaces);
                }
            }
        }
        return "";
    }

    /** Returns the name of a device and of its decoder, such as {@code 0000:00:01.0/vfio mlx5}. */
    static String stateName(DeviceReport device) {
        String decoder = device.state() == null ? "" : device.state().decoder();
        return device.device().key() == null
                ? decoder
                : PrintableText.escape(device.device().key().idstr()) + " " + decoder;
    }
}
