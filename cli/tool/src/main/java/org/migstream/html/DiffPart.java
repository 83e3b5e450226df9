// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.diff.DiffReport;
import org.migstream.diff.DiffText;
import org.migstream.diff.Difference;
import org.migstream.inspect.report.Standing;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.spi.Severity;

/** Writes the differences to another input, the most important first. */
final class DiffPart {
    private static final int MAX_ROW = 4_500;
    private static final int MAX_ROWS = 60;

    private final HtmlWriter out;

    DiffPart(HtmlWriter out) {
        this.out = out;
    }

    void write(DiffReport report, PageLimit limit) throws IOException {
        String other = Shortened.name(PrintableText.escapeName(report.b().name()));
        out.open("section", "id", "diff", "class", "panel").line();
        out.element("h2", "Differences to " + other).line();
        Severity severity = DiffText.severityOf(report);
        out.open("p");
        Badge.write(out, Standing.of(severity), badge(report, severity));
        out.text(" " + Shortened.text(DiffText.formatVerdict(report))).closeLine();
        for (DiffReport.InputDamage damage : new LinkedHashSet<>(report.damage())) {
            writeNote(
                    PrintableText.escapeName(damage.input()) + ": " + FindingText.formatFinding(damage.finding()),
                    limit);
        }
        writeNotes("Not compared: ", report.notCompared(), limit);
        writeNotes("Not compared, because both lack it: ", report.uncomparedNotes(), limit);
        if (!report.hasNoDifferences()) {
            writeTable(report, other, limit);
        }
        out.closeLine();
    }

    private static String badge(DiffReport report, Severity severity) {
        if (!report.hasNoDifferences()) {
            return "different";
        }
        return severity == Severity.INFO ? "the same" : "not known to be the same";
    }

    private void writeNotes(String label, List<String> sentences, PageLimit limit) throws IOException {
        for (String sentence : sentences) {
            writeNote(label + PrintableText.escape(sentence), limit);
        }
    }

    private void writeNote(String text, PageLimit limit) throws IOException {
        if (limit.allows(MAX_ROW)) {
            out.element("p", Shortened.text(text)).line();
        }
    }

    private void writeTable(DiffReport report, String other, PageLimit limit) throws IOException {
        boolean isFolded = report.differences().size() > DevicesPart.MAX_UNFOLDED;
        if (isFolded) {
            out.open("details");
            out.element(
                            "summary",
                            PrintableText.formatCount(report.differences().size(), "difference"))
                    .line();
        }
        Tables.open(out, "Differences", "Part", "Value", "This input", other);
        long[] written = {0};
        report.differences().forEach(difference -> {
            if (written[0] < MAX_ROWS && limit.allows(MAX_ROW)) {
                written[0]++;
                writeDifference(difference);
            }
        });
        Tables.close(out, report.differences().size() - written[0], "difference");
        if (isFolded) {
            out.closeLine();
        }
    }

    private void writeDifference(Difference difference) throws IOException {
        String device =
                difference.section() == null ? "" : ", " + Shortened.name(DiffText.deviceName(difference.section()));
        out.open("tr");
        out.element("td", difference.area().title() + device);
        out.open("td").text(Shortened.name(PrintableText.escape(difference.name())));
        if (difference.decidesLoad()) {
            out.text(" ");
            Badge.write(out, Standing.BROKEN, "QEMU refuses it");
        }
        if (difference.note() != null) {
            out.text(" (" + Shortened.name(PrintableText.escape(difference.note())) + ")");
        }
        out.close();
        writeValue(difference.a());
        writeValue(difference.b());
        out.closeLine();
    }

    private void writeValue(@Nullable String value) throws IOException {
        out.element("td", value == null ? "-" : DiffText.shortenValue(value));
    }
}
