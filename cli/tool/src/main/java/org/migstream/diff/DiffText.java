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
import org.migstream.io.SpillList;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Writes a {@link DiffReport} as text: first the verdict and the most important difference, then all differences by
 * device. Like {@code diff}, it prints nothing for equal inputs unless the output is a terminal, or a part is in neither input.
 */
public final class DiffText {
    /** Maximum number of differences shown per heading; JSON lists all. */
    private static final int MAX_DIFFERENCES = 40;

    private static final int MAX_VALUE_LENGTH = 100;

    /** Areas that have a heading for each device. */
    private static final Set<DifferenceArea> GROUPED_BY_DEVICE =
            Set.of(DifferenceArea.CONFIGURATION, DifferenceArea.STATE, DifferenceArea.FIELDS);

    private final TextWriter out;
    private final boolean terminal;
    private @Nullable DifferenceArea area;
    private @Nullable SectionKey device;
    private boolean deciding;
    private long shown;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether to use terminal colours
     * @param columns width of the terminal; 0 if the output is not a terminal
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
        out.setColour(severityOf(report));
        out.paragraph(PrintableText.escapeName(report.a().name()) + " and "
                + PrintableText.escapeName(report.b().name()) + ": " + formatVerdict(report));
        out.resetColour();
        for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
            out.setColour(Severity.ERROR);
            out.paragraph("  error: " + PrintableText.escapeName(damage.input()) + ": "
                    + FindingText.formatFinding(damage.finding()));
            out.resetColour();
        }
        writeSentences("not compared: ", report.notCompared());
        writeSentences("note: not compared: ", report.uncomparedNotes());
        if (!report.ignored().isEmpty()) {
            out.paragraph("  ignored: " + formatIgnored(report.ignored()) + " (use --ignore none to count all)");
        }
        report.differences().forEach(difference -> {
            if (startsGroup(difference)) {
                writeOmittedCount();
                writeHeading(difference);
            }
            if (shown++ < MAX_DIFFERENCES) {
                out.paragraph("  "
                        + formatDifference(difference, deciding || !GROUPED_BY_DEVICE.contains(difference.area())));
            }
        });
        writeOmittedCount();
        writePageRanges(report.differingPages());
    }

    /** Returns the severity whose colour the verdict has. */
    public static Severity severityOf(DiffReport report) {
        boolean isSame = report.hasNoDifferences()
                && report.outcome() == ReadOutcome.COMPLETE
                && report.damage().isEmpty()
                && report.notCompared().isEmpty()
                && report.uncomparedNotes().isEmpty();
        return isSame ? Severity.INFO : Severity.WARNING;
    }

    /** Returns the verdict with the number of differences, and the most important one. */
    public static String formatVerdict(DiffReport report) throws IOException {
        long count = report.differences().size();
        if (report.outcome() != ReadOutcome.COMPLETE) {
            String found = count == 0 ? "no difference" : PrintableText.formatCount(count, "difference");
            return "COMPARED IN PART, " + (report.damage().size() == 1 ? "one input is" : "both inputs are")
                    + " not readable to the end: " + found + " before that";
        }
        if (count > 0) {
            Difference first =
                    Objects.requireNonNull(report.differences().cursor().next());
            return "DIFFERENT, " + PrintableText.formatCount(count, "difference")
                    + (count == 1 ? ": " : ", the first: ")
                    + formatDifference(first, true).strip();
        }
        if (!report.notCompared().isEmpty()) {
            return "NOT KNOWN to be the same: a part could not be compared";
        }
        if (!report.uncomparedNotes().isEmpty()) {
            return "no difference found in what the inputs contain; a part is in neither of them: "
                    + PrintableText.escape(report.uncomparedNotes().get(0));
        }
        return report.ignored().isEmpty() ? "the same" : "the same, except for ignored differences";
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

    private boolean startsGroup(Difference difference) {
        if (difference.decidesLoad() || deciding) {
            return difference.decidesLoad() != deciding;
        }
        return difference.area() != area
                || GROUPED_BY_DEVICE.contains(area) && !Objects.equals(difference.section(), device);
    }

    private void writeHeading(Difference difference) throws IOException {
        area = difference.area();
        device = difference.section();
        deciding = difference.decidesLoad();
        out.blankLine();
        if (deciding) {
            out.heading("QEMU refuses to load the first input into the machine of the second because of");
            return;
        }
        out.heading(GROUPED_BY_DEVICE.contains(area) ? deviceName(device) + ", " + area.title() : area.title());
    }

    private void writeOmittedCount() throws IOException {
        if (shown > MAX_DIFFERENCES) {
            out.line("    ... and " + PrintableText.formatCount(shown - MAX_DIFFERENCES, "more difference")
                    + " (--json lists all)");
        }
        shown = 0;
    }

    /** Returns the name of the device of a section. */
    public static String deviceName(@Nullable SectionKey section) {
        if (section == null) {
            return "device data";
        }
        String instance = section.instanceId() == 0 ? "" : " #" + section.instanceId();
        return PrintableText.escape(section.idstr()) + instance;
    }

    /** Formats a difference. A sign, as in {@code diff -u}, marks a value that only one input has. */
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

    /** Returns a value in the form of a report. */
    public static String shortenValue(String value) {
        String text = PrintableText.escape(value);
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH - 3) + "...";
    }

    private void writePageRanges(SpillList<MemoryDifference.PageRange> ranges) throws IOException {
        if (ranges.size() == 0) {
            return;
        }
        out.blankLine();
        out.heading("pages that differ");
        ranges.forEach(range -> out.line("    %s  %s  %s"
                .formatted(
                        PrintableText.escape(range.block()),
                        PrintableText.formatOffset(range.address()),
                        PrintableText.formatBytes(range.length()))));
    }
}
