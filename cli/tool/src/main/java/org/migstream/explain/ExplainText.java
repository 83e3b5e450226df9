// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.migstream.explain.Diagnosis.Location;
import org.migstream.explain.UnexplainedLines.NumberedLine;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;

/** Writes an {@link Explanation} as text: one block for each message, the message with the cause first. */
public final class ExplainText {
    /** The sentences about a message that is not known. */
    public static final String UNKNOWN =
            "This message is not known. 'migstream inspect' shows the contents and the damage of"
                    + " a stream; 'migstream check' shows whether the stream is complete and fits a target.";

    private final TextWriter out;

    /**
     * Writes to a terminal or to a file.
     *
     * @param out receives the text; this class does not close it
     * @param colour whether the terminal shows colours
     * @param columns the width of the terminal, 0 for a file
     */
    public ExplainText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the name of the stream that the next explanation is about, if there are several. */
    public void renderStreamName(String name) throws IOException {
        out.paragraph("with " + PrintableText.escapeName(name) + ":");
    }

    /** Writes the explanation. */
    public void render(Explanation explanation) throws IOException {
        if (explanation.message().isTruncated()) {
            out.paragraph("The text is too long: only its end was searched, the last "
                    + explanation.message().text().length() + " characters.");
            out.blankLine();
        }
        if (explanation.diagnoses().isEmpty()) {
            renderUnknown(explanation);
            renderUnexplained(explanation);
            return;
        }
        boolean first = true;
        for (Diagnosis diagnosis : explanation.diagnoses()) {
            if (!first) {
                out.blankLine();
            }
            first = false;
            out.heading(PrintableText.escape(diagnosis.message()));
            out.item("means", PrintableText.escape(diagnosis.meaning()));
            for (Location location : diagnosis.locations()) {
                out.item("where", formatLocation(location));
            }
            for (LocatedFinding located : diagnosis.findings()) {
                out.setColour(located.finding().severity());
                out.item(FindingText.severityLabel(located.finding().severity()), FindingText.formatFinding(located));
                out.resetColour();
            }
            out.item("do", PrintableText.escape(diagnosis.advice()));
        }
        renderUnexplained(explanation);
    }

    private void renderUnexplained(Explanation explanation) throws IOException {
        if (explanation.unexplained().isEmpty()) {
            return;
        }
        UnexplainedLines lines = explanation.unexplained().get();
        out.blankLine();
        out.paragraph(formatUnexplained(lines));
        for (NumberedLine line : lines.suspicious()) {
            out.item("line " + line.number(), PrintableText.escapeControls(line.text()));
        }
    }

    /**
     * Returns the number of lines that are not explained, and their numbers, if there are few; otherwise the number of those that
     * are suspicious. It ends with a colon if suspicious lines follow.
     */
    public static String formatUnexplained(UnexplainedLines lines) {
        String count = "%d of %s %s not explained"
                .formatted(
                        lines.count(),
                        PrintableText.formatCount(lines.lines(), "line"),
                        lines.count() == 1 ? "is" : "are");
        if (lines.count() <= UnexplainedLines.MAX_LISTED) {
            return count
                    + (lines.count() == 1 ? ": line " : ": lines ")
                    + lines.numbers().stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (lines.suspiciousCount() == 0) {
            return count;
        }
        int listed = lines.suspicious().size();
        return "%s. %d of them %s a word such as 'error', or %s a device of the stream%s%s"
                .formatted(
                        count,
                        lines.suspiciousCount(),
                        lines.suspiciousCount() == 1 ? "has" : "have",
                        lines.suspiciousCount() == 1 ? "names" : "name",
                        listed > 0 && listed < lines.suspiciousCount() ? "; the first " + listed : "",
                        listed > 0 ? ":" : "");
    }

    private void renderUnknown(Explanation explanation) throws IOException {
        out.paragraph(UNKNOWN);
        if (explanation.nearest().isPresent()) {
            NearestMessage nearest = explanation.nearest().get();
            out.paragraph(formatNearest(nearest));
        }
    }

    /** Returns the sentence about the known message that is nearest to an unknown one. */
    public static String formatNearest(NearestMessage nearest) {
        return (nearest.isPart()
                        ? "The text has a part of this known message; give the whole line: "
                        : "The nearest known message, which may have another meaning, is: ")
                + nearest.example();
    }

    /** Returns a place in the stream, and what is there. */
    public static String formatLocation(Location location) {
        List<String> place = new ArrayList<>();
        location.offset().ifPresent(offset -> place.add(PrintableText.formatPosition(offset)));
        if (location.section() != null) {
            place.add(PrintableText.formatSection(location.section()));
        }
        String text = PrintableText.escape(location.text());
        return place.isEmpty() ? text : String.join(", ", place) + ": " + text;
    }
}
