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
import org.migstream.inspect.report.TextRenderer;
import org.migstream.io.SpillList;
import org.migstream.report.Outcome;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * A {@link DiffReport} for people: the verdict and the difference that matters most, then all of them, device by device.
 * Where there is nothing to say and no terminal, it says nothing, as {@code diff} does.
 */
public final class DiffText {
    /** More differences of one device than a person reads; JSON has them all. */
    private static final int MOST = 40;

    private static final int LONGEST_VALUE = 100;

    /** Areas in which each device has so much to tell that it gets a heading of its own. */
    private static final Set<DifferenceArea> BY_DEVICE =
            Set.of(DifferenceArea.CONFIGURATION, DifferenceArea.STATE, DifferenceArea.FIELDS);

    private final TextWriter out;
    private final boolean terminal;
    private DifferenceArea area;
    private SectionKey device;
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
        if (report.silent() && !terminal) {
            return;
        }
        out.colour(report.same() && report.damage().isEmpty() ? Severity.INFO : Severity.WARNING);
        out.paragraph(Printable.name(report.a().name()) + " and "
                + Printable.name(report.b().name()) + ": " + verdict(report));
        out.plain();
        for (DiffReport.Damage damage : new LinkedHashSet<>(report.damage())) {
            out.colour(Severity.ERROR);
            out.paragraph(
                    "  error: " + Printable.name(damage.input()) + ": " + TextRenderer.sentence(damage.finding()));
            out.plain();
        }
        sentences("not compared: ", report.notCompared());
        sentences("note: not compared: ", report.notes());
        if (!report.ignored().isEmpty()) {
            out.paragraph("  ignored: " + ignored(report.ignored()) + " (--ignore none counts all)");
        }
        report.differences().forEach(difference -> {
            if (difference.area() != area
                    || BY_DEVICE.contains(area) && !Objects.equals(difference.section(), device)) {
                more();
                heading(difference);
            }
            if (shown++ < MOST) {
                out.paragraph("  " + line(difference, !BY_DEVICE.contains(area)));
            }
        });
        more();
        stretches(report.stretches());
    }

    private static String verdict(DiffReport report) throws IOException {
        long count = report.differences().size();
        if (report.outcome() != Outcome.WHOLE) {
            String found = count == 0 ? "no difference" : Printable.count(count, "difference");
            return "COMPARED IN PART, for " + (report.damage().size() == 1 ? "one" : "both")
                    + " could not be read to the end: " + found + " up to there";
        }
        if (count > 0) {
            Difference first = report.differences().cursor().next();
            return "DIFFERENT, " + Printable.count(count, "difference") + (count == 1 ? ": " : ", the first: ")
                    + line(first, true).strip();
        }
        if (!report.notCompared().isEmpty()) {
            return "NOT KNOWN to be the same: not all could be compared";
        }
        return report.ignored().isEmpty() ? "the same" : "the same, but for what is ignored";
    }

    private void sentences(String label, List<String> sentences) throws IOException {
        for (String sentence : sentences) {
            out.paragraph("  " + label + Printable.name(sentence));
        }
    }

    private static String ignored(Map<String, Long> ignored) {
        return ignored.entrySet().stream()
                .map(entry -> Printable.name(entry.getKey()) + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void heading(Difference difference) throws IOException {
        area = difference.area();
        device = difference.section();
        out.blank();
        out.heading(BY_DEVICE.contains(area) ? name(device) + ", " + area.title() : area.title());
    }

    private void more() throws IOException {
        if (shown > MOST) {
            out.line("    ... and " + Printable.count(shown - MOST, "more difference") + " (--json lists all)");
        }
        shown = 0;
    }

    private static String name(SectionKey section) {
        if (section == null) {
            return "device data";
        }
        String instance = section.instanceId() == 0 ? "" : " #" + section.instanceId();
        return Printable.name(section.idstr()) + instance;
    }

    /** With a sign in front as {@code diff -u} has it where only one input has the value. */
    private static String line(Difference difference, boolean named) {
        String sign = difference.a() == null == (difference.b() == null) ? "  " : difference.b() == null ? "- " : "+ ";
        String device = named && (difference.section() != null || BY_DEVICE.contains(difference.area()))
                ? name(difference.section()) + ", "
                : "";
        String note = difference.note() == null ? "" : Printable.name(difference.note());
        String values = values(difference);
        String rest = note.isEmpty() ? values : values.isEmpty() ? note : values + " (" + note + ")";
        return sign + device + Printable.name(difference.name()) + ": " + rest;
    }

    private static String values(Difference difference) {
        if (difference.a() != null && difference.b() != null) {
            return value(difference.a()) + " -> " + value(difference.b());
        }
        return difference.a() == null && difference.b() == null
                ? ""
                : difference.b() == null
                        ? value(difference.a()) + ", only in the first"
                        : value(difference.b()) + ", only in the second";
    }

    private static String value(String value) {
        String text = Printable.name(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 3) + "...";
    }

    private void stretches(SpillList<MemoryDifference.Stretch> stretches) throws IOException {
        if (stretches.size() == 0) {
            return;
        }
        out.blank();
        out.heading("pages that differ");
        stretches.forEach(stretch -> out.line("    %s  %s  %s"
                .formatted(
                        Printable.name(stretch.block()),
                        Printable.offset(stretch.address()),
                        Printable.bytes(stretch.length()))));
    }
}
