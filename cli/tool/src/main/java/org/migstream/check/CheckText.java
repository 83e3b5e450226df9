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
import org.migstream.inspect.report.InspectText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** A {@link CheckReport} for people: the verdict and what decided it, then each device with its reasons, the worst first. */
public final class CheckText {
    private static final Comparator<Reason> WORST_FIRST =
            Comparator.comparing((Reason reason) -> reason.finding().severity()).reversed();

    private final TextWriter out;

    /**
     * @param out where the text goes; is flushed, not closed
     * @param colour whether a terminal shows it
     * @param columns of the terminal that shows it, 0 if none does
     */
    public CheckText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the report. */
    public void render(CheckReport report) throws IOException {
        Optional<Reason> whole = decisiveReason(report, report.reasons());
        Optional<String> why = whole.map(CheckText::formatReasonWithOffset).or(() -> decisiveDeviceReason(report));
        out.setColour(severityOf(report.verdict()));
        out.paragraph(PrintableText.escape(report.input().name()) + ": " + verdictLine(report)
                + why.map(reason -> ": " + reason).orElse(""));
        out.resetColour();
        writeReasons(
                out,
                report.reasons().stream()
                        .filter(reason -> !whole.equals(Optional.of(reason)))
                        .toList(),
                CheckText::formatReasonWithOffset);
        for (DeviceCheck device : report.devices()) {
            out.blankLine();
            out.heading(deviceTitle(device) + ": " + verdictWords(report, device.verdict())
                    + (device.target() == null ? "" : " with " + PrintableText.escape(device.target())));
            writeReasons(out, device.reasons());
        }
    }

    private static String verdictLine(CheckReport report) {
        String targets = report.targets().stream()
                .map(target -> PrintableText.escape(target.name()))
                .distinct()
                .collect(Collectors.joining(", "));
        String words = verdictWords(report, report.verdict()).toUpperCase(Locale.ROOT);
        return targets.isEmpty() ? words : words + " with " + targets;
    }

    /** A stream that was compared with nothing is compatible with nothing either. */
    private static String verdictWords(CheckReport report, Compatibility verdict) {
        boolean alone = report.targets().isEmpty();
        return switch (verdict) {
            case COMPATIBLE -> alone ? "sound and complete" : "compatible";
            case UNKNOWN -> alone ? "not known to be sound" : "not known to be compatible";
            case INCOMPATIBLE -> alone ? "not sound" : "incompatible";
        };
    }

    /** The first of the reasons that made the verdict; empty if it is not among these. */
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
        String name = device.key() == null
                ? "device data"
                : PrintableText.escape(device.key().idstr());
        String instance = device.key() == null || device.key().instanceId() == 0
                ? ""
                : " #" + device.key().instanceId();
        return name + instance + (device.decoder() == null ? "" : " (" + PrintableText.escape(device.decoder()) + ")");
    }

    /** Writes what speaks for or against a device, the worst first. */
    public static void writeReasons(TextWriter out, List<Reason> reasons) throws IOException {
        writeReasons(out, reasons, CheckText::formatReason);
    }

    private static void writeReasons(TextWriter out, List<Reason> reasons, Function<Reason, String> sentence)
            throws IOException {
        for (Reason reason : reasons.stream().sorted(WORST_FIRST).toList()) {
            out.setColour(reason.finding().severity());
            out.paragraph(
                    "  " + InspectText.severityLabel(reason.finding().severity()) + ": " + sentence.apply(reason));
            out.resetColour();
        }
    }

    private static String formatReason(Reason reason) {
        return PrintableText.escape(reason.finding().message()) + " ["
                + PrintableText.escape(reason.finding().code()) + "]";
    }

    /** Of what is in the stream itself, with the place there. */
    private static String formatReasonWithOffset(Reason reason) {
        OptionalLong offset = reason.finding().offset();
        String place = offset.isEmpty()
                ? ""
                : "at " + PrintableText.formatOffset(offset.getAsLong()) + " (" + offset.getAsLong() + "): ";
        return place + formatReason(reason);
    }

    private static Severity severityOf(Compatibility verdict) {
        return Severity.values()[verdict.ordinal()];
    }
}
