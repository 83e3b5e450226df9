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
import org.migstream.inspect.report.TextRenderer;
import org.migstream.report.Printable;
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
        Optional<Reason> whole = decisive(report, report.reasons());
        Optional<String> why = whole.map(CheckText::located).or(() -> ofDevice(report));
        out.colour(severity(report.verdict()));
        out.paragraph(Printable.name(report.input().name()) + ": " + verdict(report)
                + why.map(reason -> ": " + reason).orElse(""));
        out.plain();
        reasons(
                out,
                report.reasons().stream()
                        .filter(reason -> !whole.equals(Optional.of(reason)))
                        .toList(),
                CheckText::located);
        for (DeviceCheck device : report.devices()) {
            out.blank();
            out.heading(title(device) + ": " + words(report, device.verdict())
                    + (device.target() == null ? "" : " with " + Printable.name(device.target())));
            reasons(out, device.reasons());
        }
    }

    private static String verdict(CheckReport report) {
        String targets = report.targets().stream()
                .map(target -> Printable.name(target.name()))
                .distinct()
                .collect(Collectors.joining(", "));
        String words = words(report, report.verdict()).toUpperCase(Locale.ROOT);
        return targets.isEmpty() ? words : words + " with " + targets;
    }

    /** A stream that was compared with nothing is compatible with nothing either. */
    private static String words(CheckReport report, Compatibility verdict) {
        boolean alone = report.targets().isEmpty();
        return switch (verdict) {
            case COMPATIBLE -> alone ? "sound and complete" : "compatible";
            case UNKNOWN -> alone ? "not known to be sound" : "not known to be compatible";
            case INCOMPATIBLE -> alone ? "not sound" : "incompatible";
        };
    }

    /** The first of the reasons that made the verdict; empty if it is not among these. */
    private static Optional<Reason> decisive(CheckReport report, List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> report.verdict() != Compatibility.COMPATIBLE
                        && Compatibility.of(reason.finding().severity()) == report.verdict())
                .findFirst();
    }

    private static Optional<String> ofDevice(CheckReport report) {
        return report.devices().stream()
                .flatMap(device -> decisive(report, device.reasons()).stream()
                        .map(reason -> title(device) + ": " + sentence(reason)))
                .findFirst();
    }

    private static String title(DeviceCheck device) {
        String name = device.key() == null
                ? "device data"
                : Printable.name(device.key().idstr());
        String instance = device.key() == null || device.key().instanceId() == 0
                ? ""
                : " #" + device.key().instanceId();
        return name + instance + (device.decoder() == null ? "" : " (" + Printable.name(device.decoder()) + ")");
    }

    /** Writes what speaks for or against a device, the worst first. */
    public static void reasons(TextWriter out, List<Reason> reasons) throws IOException {
        reasons(out, reasons, CheckText::sentence);
    }

    private static void reasons(TextWriter out, List<Reason> reasons, Function<Reason, String> sentence)
            throws IOException {
        for (Reason reason : reasons.stream().sorted(WORST_FIRST).toList()) {
            out.colour(reason.finding().severity());
            out.paragraph("  " + TextRenderer.label(reason.finding().severity()) + ": " + sentence.apply(reason));
            out.plain();
        }
    }

    private static String sentence(Reason reason) {
        return Printable.name(reason.finding().message()) + " ["
                + Printable.name(reason.finding().code()) + "]";
    }

    /** Of what is in the stream itself, with the place there. */
    private static String located(Reason reason) {
        OptionalLong offset = reason.finding().offset();
        String place = offset.isEmpty()
                ? ""
                : "at " + Printable.offset(offset.getAsLong()) + " (" + offset.getAsLong() + "): ";
        return place + sentence(reason);
    }

    private static Severity severity(Compatibility verdict) {
        return Severity.values()[verdict.ordinal()];
    }
}
