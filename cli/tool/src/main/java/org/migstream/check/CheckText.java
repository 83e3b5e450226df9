// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/**
 * Writes a {@link CheckReport} as text: the verdict and its reason, then each device with its reasons, the worst first.
 */
public final class CheckText {
    private static final Comparator<Reason> WORST_FIRST =
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
        Optional<Reason> streamReason = decisiveReason(report, report.reasons());
        Optional<String> decisive =
                streamReason.map(CheckText::formatReasonWithOffset).or(() -> decisiveDeviceReason(report));
        out.paragraph(
                severityOf(report.verdict()),
                PrintableText.escapeName(report.input().name()) + ": " + verdictLine(report)
                        + decisive.map(reason -> ": " + reason).orElse(""));
        writeReasons(
                out,
                report.reasons().stream()
                        .filter(reason -> !streamReason.equals(Optional.of(reason)))
                        .toList(),
                CheckText::formatReasonWithOffset);
        for (DeviceCheck device : report.devices()) {
            out.blankLine();
            out.heading(deviceTitle(device) + ": " + verdictWords(report, device.verdict())
                    + (device.target() == null ? "" : " with " + PrintableText.escapeName(device.target())));
            writeReasons(out, device.reasons());
        }
    }

    private static String verdictLine(CheckReport report) {
        String targets = report.targets().stream()
                .map(target -> PrintableText.escapeName(target.name()))
                .distinct()
                .collect(Collectors.joining(", "));
        String words = verdictWords(report, report.verdict()).toUpperCase(Locale.ROOT);
        return targets.isEmpty() ? words : words + " with " + targets;
    }

    /** Returns the words for a verdict. Without a target, they describe only the stream. */
    private static String verdictWords(CheckReport report, Compatibility verdict) {
        boolean withoutTarget = report.targets().isEmpty();
        return switch (verdict) {
            case COMPATIBLE -> withoutTarget ? "sound and complete" : "compatible";
            case UNKNOWN -> withoutTarget ? "not known to be sound" : "not known to be compatible";
            case INCOMPATIBLE -> withoutTarget ? "damaged or incomplete" : "incompatible";
        };
    }

    /**
     * Returns the first reason that has the severity of the verdict; empty if there is none, or if the verdict is
     * compatible.
     */
    private static Optional<Reason> decisiveReason(CheckReport report, List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> report.verdict() != Compatibility.COMPATIBLE
                        && Compatibility.of(reason.finding().severity()) == report.verdict())
                .findFirst();
    }

    private static Optional<String> decisiveDeviceReason(CheckReport report) {
        return report.devices().stream()
                .flatMap(device -> decisiveReason(report, device.reasons()).stream()
                        .map(reason -> deviceTitle(device) + ": " + formatReason(reason)))
                .findFirst();
    }

    private static String deviceTitle(DeviceCheck device) {
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

    private static Severity severityOf(Compatibility verdict) {
        return Severity.values()[verdict.ordinal()];
    }
}
