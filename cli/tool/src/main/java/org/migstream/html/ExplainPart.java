// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import org.migstream.explain.Diagnosis;
import org.migstream.explain.Diagnosis.Location;
import org.migstream.explain.ExplainText;
import org.migstream.explain.Explanation;
import org.migstream.explain.UnexplainedLines;
import org.migstream.explain.UnexplainedLines.NumberedLine;
import org.migstream.report.FindingText;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;

/** Writes the explanations of the messages in a log, the message with the cause first. */
final class ExplainPart {
    private static final int MAX_MESSAGE = 6_500;
    private static final int MAX_ITEM = 4_000;

    private final HtmlWriter out;

    ExplainPart(HtmlWriter out) {
        this.out = out;
    }

    void write(Explanation explanation, PageLimit limit) throws IOException {
        out.open("section", "id", "explain", "class", "panel").line();
        out.element("h2", "Messages in the log").line();
        if (explanation.message().isTruncated()) {
            out.element("p", "The log is long: only its end was searched.").line();
        }
        if (explanation.diagnoses().isEmpty()) {
            out.element("p", ExplainText.UNKNOWN).line();
            if (explanation.nearest().isPresent()) {
                out.element(
                                "p",
                                Shortened.text(ExplainText.formatNearest(
                                        explanation.nearest().get())))
                        .line();
            }
        }
        int written = 0;
        for (Diagnosis diagnosis : explanation.diagnoses()) {
            if (limit.allows(MAX_MESSAGE + MAX_ITEM)) {
                written++;
                writeDiagnosis(diagnosis, limit);
            }
        }
        Tables.writeOmitted(out, explanation.diagnoses().size() - written, "message");
        if (explanation.unexplained().isPresent() && limit.allows(MAX_ITEM)) {
            writeUnexplained(explanation.unexplained().get());
        }
        out.closeLine();
    }

    private void writeUnexplained(UnexplainedLines lines) throws IOException {
        out.element("p", ExplainText.formatUnexplained(lines)).line();
        if (lines.suspicious().isEmpty()) {
            return;
        }
        out.open("dl").line();
        for (NumberedLine line : lines.suspicious()) {
            writeItem("line " + line.number(), PrintableText.escapeControls(line.text()));
        }
        out.closeLine();
    }

    private void writeDiagnosis(Diagnosis diagnosis, PageLimit limit) throws IOException {
        out.open("article", "class", "message").line();
        out.open("h3")
                .element("code", Shortened.text(PrintableText.escape(diagnosis.message())))
                .closeLine();
        out.open("dl").line();
        writeItem("means", PrintableText.escape(diagnosis.meaning()));
        for (Location location : diagnosis.locations()) {
            if (limit.allows(MAX_ITEM * 2L)) {
                writeItem("where", ExplainText.formatLocation(location));
            }
        }
        for (LocatedFinding located : diagnosis.findings()) {
            if (limit.allows(MAX_ITEM * 2L)) {
                out.open("dt");
                Badge.write(out, located.finding().severity());
                out.close();
                out.element("dd", Shortened.text(FindingText.formatFinding(located)))
                        .line();
            }
        }
        writeItem("do", PrintableText.escape(diagnosis.advice()));
        out.closeLine().closeLine();
    }

    private void writeItem(String label, String text) throws IOException {
        out.element("dt", label).element("dd", Shortened.text(text)).line();
    }
}
