// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.report.VerdictLine;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Writes a {@link CheckReport} as text: the verdict and its reason, then each device with its reasons, the worst first.
 */
public final class CheckText {
    /** The order of reasons in reports. */
    public static final Comparator<Reason> WORST_FIRST =
            Comparator.comparing((Reason reason) -> reason.finding().severity()).reversed();

    private final TextWriter out;

    /**
     * Writes to a terminal or to a file.
     *
     * @param out receives the text; this class does not close it
     * @param colour whether the terminal shows colours
     * @param columns the width of the terminal, 0 for a file
     */
    public CheckText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the report. */
    public void render(CheckReport report) throws IOException {
        VerdictWords words = VerdictWords.of(report);
        Optional<Reason> streamReason = decisiveReason(report, report.reasons());
        out.paragraph(
                severityOf(report.verdict()),
                PrintableText.escapeName(report.input().name()) + ": " + formatVerdict(report));
        writeReasons(
                out,
                report.reasons().stream()
                        .filter(reason -> !streamReason.equals(Optional.of(reason)))
                        .toList(),
                CheckText::formatReasonWithOffset);
        if (!report.notChecked().isEmpty()) {
            out.paragraph("  not checked: " + String.join("; ", report.notChecked()));
        }
        for (DeviceCheck device : report.devices()) {
            out.blankLine();
            out.heading(deviceTitle(device) + ": " + words.text(device.verdict())
                    + (device.target() == null ? "" : " with " + PrintableText.escapeName(device.target())) + "; "
                    + device.completeness().description());
            writeReasons(out, device.reasons());
        }
    }

    /** Returns the verdict with the number of device states that it is about, and the reason that decides it. */
    public static String formatVerdict(CheckReport report) {
        VerdictWords words = VerdictWords.of(report);
        Optional<Reason> streamReason = decisiveReason(report, report.reasons());
        Compatibility verdict = report.verdict();
        boolean missingData = streamReason
                .or(() -> report.devices().stream()
                        .flatMap(device -> decisiveReason(report, device.reasons()).stream())
                        .findFirst())
                .filter(CheckText::isAboutMissingData)
                .isPresent();
        String verdictWords = words.text(verdict);
        String label = (missingData ? VerdictLine.incomplete(verdictWords) : verdictWords.toUpperCase(Locale.ROOT))
                + targetNames(report);
        if (verdict == Compatibility.COMPATIBLE) {
            return VerdictLine.positive(
                    label, report.reasons().stream().map(Reason::finding), completenessCounts(report));
        }
        if (verdict == Compatibility.UNKNOWN && missingData && streamReason.isPresent()) {
            // How many of the states cannot be known for this reason is not known either.
            return label + ": " + formatReasonWithOffset(streamReason.get());
        }
        long states = report.devices().stream()
                .filter(device -> device.verdict() == verdict)
                .count();
        return VerdictLine.negative(
                label,
                new VerdictLine.ReasonCount(
                        verdictWords,
                        states,
                        report.devices().size(),
                        decisiveReasons(report, report.reasons()).count()),
                streamReason.map(CheckText::formatReasonWithOffset).or(() -> decisiveDeviceReason(report)));
    }

    private static String targetNames(CheckReport report) {
        String targets = report.targets().stream()
                .map(target -> PrintableText.escapeName(target.name()))
                .distinct()
                .collect(Collectors.joining(", "));
        return targets.isEmpty() ? "" : " with " + targets;
    }

    private static boolean isAboutMissingData(Reason reason) {
        return VerdictLine.isAboutMissingData(reason.finding());
    }

    /** Returns how many device states are complete by their format, and how many by the framing of the stream. */
    private static String completenessCounts(CheckReport report) {
        if (report.devices().isEmpty()) {
            return "no VFIO device";
        }
        return "device states: "
                + Stream.of(StateCompleteness.values())
                        .map(completeness -> Map.entry(
                                completeness.label(),
                                report.devices().stream()
                                        .filter(device -> device.completeness() == completeness)
                                        .count()))
                        .filter(count -> count.getValue() > 0)
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
    }

    /** Returns the reasons that have the severity of the verdict; none if the verdict is positive. */
    private static Stream<Reason> decisiveReasons(CheckReport report, List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> report.verdict() != Compatibility.COMPATIBLE
                        && Compatibility.of(reason.finding().severity()) == report.verdict());
    }

    private static Optional<Reason> decisiveReason(CheckReport report, List<Reason> reasons) {
        return decisiveReasons(report, reasons).min(Comparator.comparing(reason -> !isAboutMissingData(reason)));
    }

    private static Optional<String> decisiveDeviceReason(CheckReport report) {
        return report.devices().stream()
                .flatMap(device -> decisiveReason(report, device.reasons()).stream()
                        .map(reason -> deviceTitle(device) + ": " + formatReason(reason)))
                .findFirst();
    }

    /** Returns the name of a device, with that of its decoder. */
    public static String deviceTitle(DeviceCheck device) {
        String name = device.key() == null ? "device data" : PrintableText.formatSection(device.key());
        return name + (device.decoder() == null ? "" : " (" + PrintableText.escape(device.decoder()) + ")");
    }

    /** Writes the reasons of a device, the worst first. */
    public static void writeReasons(TextWriter out, List<Reason> reasons) throws IOException {
        writeReasons(out, reasons, CheckText::formatReason);
    }

    private static void writeReasons(TextWriter out, List<Reason> reasons, Function<Reason, String> format)
            throws IOException {
        for (Reason reason : reasons.stream().sorted(WORST_FIRST).toList()) {
            Severity severity = reason.finding().severity();
            out.paragraph(severity, "  " + FindingText.severityLabel(severity) + ": " + format.apply(reason));
        }
    }

    private static String formatReason(Reason reason) {
        return PrintableText.escape(reason.finding().message()) + " ["
                + PrintableText.escape(reason.finding().code()) + "]";
    }

    /**
     * Formats a reason of the stream with its offset. Reasons of devices have no offset here, because it would count
     * from the start of the state.
     */
    private static String formatReasonWithOffset(Reason reason) {
        OptionalLong offset = reason.finding().offset();
        String position = offset.isEmpty() ? "" : PrintableText.formatPosition(offset.getAsLong()) + ": ";
        return position + formatReason(reason);
    }

    /** Returns the severity whose colour a verdict has. */
    public static Severity severityOf(Compatibility verdict) {
        return Severity.values()[verdict.ordinal()];
    }
}
