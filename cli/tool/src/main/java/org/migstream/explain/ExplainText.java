// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.io.Writer;
import org.migstream.inspect.report.TextRenderer;
import org.migstream.report.LocatedFinding;
import org.migstream.report.Printable;
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
        if (explanation.meanings().isEmpty()) {
            out.paragraph(
                    "Nothing is known about this message. 'migstream inspect' tells what is in a stream and where it"
                            + " is broken, 'migstream check' whether it is complete and what does not fit a target.");
            return;
        }
        boolean first = true;
        for (Meaning meaning : explanation.meanings()) {
            if (!first) {
                out.blank();
            }
            first = false;
            out.heading(Printable.name(meaning.said()));
            out.item("means", Printable.name(meaning.meaning()));
            for (Place place : meaning.where()) {
                out.item("where", sentence(place));
            }
            for (LocatedFinding located : meaning.findings()) {
                out.colour(located.finding().severity());
                out.item(TextRenderer.label(located.finding().severity()), TextRenderer.sentence(located));
                out.plain();
            }
            out.item("do", Printable.name(meaning.advice()));
        }
    }

    private static String sentence(Place place) {
        String section = place.section() == null
                ? ""
                : Printable.name(place.section().idstr())
                        + (place.section().instanceId() == 0
                                ? ""
                                : " #" + place.section().instanceId());
        String offset = place.offset().isEmpty()
                ? ""
                : "at " + Printable.offset(place.offset().getAsLong()) + " ("
                        + place.offset().getAsLong() + ")";
        String where = offset + (offset.isEmpty() || section.isEmpty() ? "" : ", ") + section;
        return (where.isEmpty() ? "" : where + ": ") + Printable.name(place.text());
    }
}
