// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.InspectText;
import org.migstream.io.SpillList;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * A {@link DiffReport} for people: the verdict and the difference that matters most, then all of them, device by device.
 * Where there is nothing to say and no terminal, it says nothing, as {@code diff} does.
 */
public final class DiffText {
    /** More differences of one device than a person reads; JSON has them all. */
    private static final int MAX_DIFFERENCES = 40;

    private static final int MAX_VALUE_LENGTH = 100;

    /** Areas in which each device has so much to tell that it gets a heading of its own. */
    private static final Set<DifferenceArea> GROUPED_BY_DEVICE =
            Set.of(DifferenceArea.CONFIGURATION, DifferenceArea.STATE, DifferenceArea.FIELDS);

    private final TextWriter out;
    private final boolean terminal;
    private @Nullable DifferenceArea area;
    private @Nullable SectionKey device;
    private long shown;

    /**
     * @param out where the text goes; is flushed, not closed
     * @param colour whether a terminal shows it
     * @param columns of the terminal that shows it, 0 if none does
     */
    public DiffText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
        terminal = columns > 0;
    }

    /** Writes the report. */
    public void render(DiffReport report) throws IOException {
        if (report.hasNothingToReport() && !terminal) {
            return;
        }
        out.setColour(report.hasNoDifferences() && report.damage().isEmpty() ? Severity.INFO : Severity.WARNING);
        out.paragraph(PrintableText.escape(report.a().name()) + " and "
                + PrintableText.escape(report.b().name()) + ": " + verdictText(report));
        out.resetColour();
        for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
            out.setColour(Severity.ERROR);
            out.paragraph("  error: " + PrintableText.escape(damage.input()) + ": "
                    + FindingText.formatFinding(damage.finding()));
            out.resetColour();
        }
        writeSentences("not compared: ", report.notCompared());
        writeSentences("note: not compared: ", report.uncomparedNotes());
        if (!report.ignored().isEmpty()) {
            out.paragraph("  ignored: " + formatIgnored(report.ignored()) + " (--ignore none counts all)");
        }
        report.differences().forEach(difference -> {
            if (difference.area() != area
                    || GROUPED_BY_DEVICE.contains(area) && !Objects.equals(difference.section(), device)) {
                writeOmittedCount();
                writeHeading(difference);
            }
            if (shown++ < MAX_DIFFERENCES) {
                out.paragraph("  " + formatDifference(difference, !GROUPED_BY_DEVICE.contains(area)));
            }
        });
        writeOmittedCount();
        writePageRanges(report.differingPages());
    }

    private static String verdictText(DiffReport report) throws IOException {
        long count = report.differences().size();
        if (report.outcome() != ReadOutcome.COMPLETE) {
            String found = count == 0 ? "no difference" : PrintableText.formatCount(count, "difference");
            return "COMPARED IN PART, for " + (report.damage().size() == 1 ? "one" : "both")
                    + " could not be read to the end: " + found + " up to there";
        }
        if (count > 0) {
            Difference first = report.differences().cursor().next();
            return "DIFFERENT, " + PrintableText.formatCount(count, "difference")
                    + (count == 1 ? ": " : ", the first: ")
                    + formatDifference(first, true).strip();
        }
        if (!report.notCompared().isEmpty()) {
            return "NOT KNOWN to be the same: not all could be compared";
        }
        return report.ignored().isEmpty() ? "the same" : "the same, but for what is ignored";
    }

    private void writeSentences(String label, List<String> sentences) throws IOException {
        for (String sentence : sentences) {
            out.paragraph("  " + label + PrintableText.escape(sentence));
        }
    }

    private static String formatIgnored(Map<String, Long> ignored) {
        return ignored.entrySet().stream()
                .map(entry -> PrintableText.escape(entry.getKey()) + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void writeHeading(Difference difference) throws IOException {
        area = difference.area();
        device = difference.section();
        out.blankLine();
        out.heading(GROUPED_BY_DEVICE.contains(area) ? deviceName(device) + ", " + area.title() : area.title());
    }

    private void writeOmittedCount() throws IOException {
        if (shown > MAX_DIFFERENCES) {
            out.line("    ... and " + PrintableText.formatCount(shown - MAX_DIFFERENCES, "more difference")
                    + " (--json lists all)");
        }
        shown = 0;
    }

    private static String deviceName(@Nullable SectionKey section) {
        if (section == null) {
            return "device data";
        }
        String instance = section.instanceId() == 0 ? "" : " #" + section.instanceId();
        return PrintableText.escape(section.idstr()) + instance;
    }

    /** With a sign in front as {@code diff -u} has it where only one input has the value. */
    private static String formatDifference(Difference difference, boolean named) {
        String sign = difference.a() == null == (difference.b() == null) ? "  " : difference.b() == null ? "- " : "+ ";
        String device = named && (difference.section() != null || GROUPED_BY_DEVICE.contains(difference.area()))
                ? deviceName(difference.section()) + ", "
                : "";
        String note = difference.note() == null ? "" : PrintableText.escape(difference.note());
        String values = formatValues(difference);
        String rest = note.isEmpty() ? values : values.isEmpty() ? note : values + " (" + note + ")";
        return sign + device + PrintableText.escape(difference.name()) + ": " + rest;
    }

    private static String formatValues(Difference difference) {
        if (difference.a() != null && difference.b() != null) {
            return shortenValue(difference.a()) + " -> " + shortenValue(difference.b());
        }
        if (difference.a() != null) {
            return shortenValue(difference.a()) + ", only in the first input";
        }
        return difference.b() == null ? "" : shortenValue(difference.b()) + ", only in the second input";
    }

    private static String shortenValue(String value) {
        String text = PrintableText.escape(value);
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH - 3) + "...";
    }

    private void writePageRanges(SpillList<MemoryDifference.PageRange> stretches) throws IOException {
        if (stretches.size() == 0) {
            return;
        }
        out.blankLine();
        out.heading("pages that differ");
        stretches.forEach(stretch -> out.line("    %s  %s  %s"
                .formatted(
                        PrintableText.escape(stretch.block()),
                        PrintableText.formatOffset(stretch.address()),
                        PrintableText.formatBytes(stretch.length()))));
    }
}
