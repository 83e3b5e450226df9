// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.io.Writer;
import org.migstream.inspect.report.InspectText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;

/** An {@link Explanation} for people: one paragraph for each message, the decisive one first. */
public final class ExplainText {
    private final TextWriter out;

    /**
     * @param out where the text goes; is flushed, not closed
     * @param colour whether a terminal shows it
     * @param columns of the terminal that shows it, 0 if none does
     */
    public ExplainText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes it. */
    public void render(Explanation explanation) throws IOException {
        if (explanation.diagnoses().isEmpty()) {
            out.paragraph(
                    "Nothing is known about this message. 'migstream inspect' tells what is in a stream and where it"
                            + " is broken, 'migstream check' whether it is complete and what does not fit a target.");
            return;
        }
        boolean first = true;
        for (Diagnosis meaning : explanation.diagnoses()) {
            if (!first) {
                out.blankLine();
            }
            first = false;
            out.heading(PrintableText.escape(meaning.matchedText()));
            out.item("means", PrintableText.escape(meaning.meaning()));
            for (Location place : meaning.locations()) {
                out.item("where", formatLocation(place));
            }
            for (LocatedFinding located : meaning.findings()) {
                out.setColour(located.finding().severity());
                out.item(InspectText.severityLabel(located.finding().severity()), InspectText.formatFinding(located));
                out.resetColour();
            }
            out.item("do", PrintableText.escape(meaning.advice()));
        }
    }

    private static String formatLocation(Location place) {
        String section = place.section() == null
                ? ""
                : PrintableText.escape(place.section().idstr())
                        + (place.section().instanceId() == 0
                                ? ""
                                : " #" + place.section().instanceId());
        String offset = place.offset().isEmpty()
                ? ""
                : "at " + PrintableText.formatOffset(place.offset().getAsLong()) + " ("
                        + place.offset().getAsLong() + ")";
        String where = offset + (offset.isEmpty() || section.isEmpty() ? "" : ", ") + section;
        return (where.isEmpty() ? "" : where + ": ") + PrintableText.escape(place.text());
    }
}
