// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckText;
import org.migstream.check.DeviceCheck;
import org.migstream.check.VerdictWords;
import org.migstream.inspect.report.Standing;
import org.migstream.report.PrintableText;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;

/** Writes the comparison with targets: the verdicts, then the reasons for them, and the notes folded. */
final class CheckPart {
    private static final int MAX_ROW = 5_500;

    private final HtmlWriter out;
    private final Anchors anchors;

    /** A reason and the device that it is about. */
    private record Row(String title, @Nullable String id, Reason reason) {}

    CheckPart(HtmlWriter out, Anchors anchors) {
        this.out = out;
        this.anchors = anchors;
    }

    void write(CheckReport report, PageLimit limit) throws IOException {
        VerdictWords words = VerdictWords.of(report);
        out.open("section", "id", "check", "class", "panel").line();
        out.element("h2", "Check against the target").line();
        out.open("p");
        Badge.write(out, Standing.of(CheckText.severityOf(report.verdict())), words.text(report.verdict()));
        out.text(" " + Shortened.text(CheckText.formatVerdict(report))).closeLine();
        if (!report.devices().isEmpty()) {
            writeDevices(report, words, limit);
        }
        List<Row> serious = new ArrayList<>();
        List<Row> notes = new ArrayList<>();
        for (Reason reason : report.reasons()) {
            (reason.finding().severity() == Severity.INFO ? notes : serious).add(new Row("the stream", null, reason));
        }
        for (DeviceCheck device : report.devices()) {
            for (Reason reason : device.reasons()) {
                (reason.finding().severity() == Severity.INFO ? notes : serious)
                        .add(new Row(CheckText.deviceTitle(device), idOf(device), reason));
            }
        }
        serious.sort((one, other) -> CheckText.WORST_FIRST.compare(one.reason(), other.reason()));
        if (!serious.isEmpty()) {
            writeReasons("Reasons for the verdict", serious, limit);
        }
        if (!notes.isEmpty()) {
            out.open("details");
            out.element("summary", PrintableText.formatCount(notes.size(), "note"))
                    .line();
            writeReasons("Notes", notes, limit);
            out.closeLine();
        }
        out.closeLine();
    }

    private void writeDevices(CheckReport report, VerdictWords words, PageLimit limit) throws IOException {
        Tables.open(out, "Verdicts on the devices", "Device", "Verdict", "State");
        int written = 0;
        for (DeviceCheck device : report.devices()) {
            if (!limit.allows(MAX_ROW)) {
                break;
            }
            written++;
            out.open("tr");
            writeName(CheckText.deviceTitle(device), idOf(device));
            out.open("td");
            Badge.write(out, Standing.of(CheckText.severityOf(device.verdict())), words.text(device.verdict()));
            out.close();
            out.element("td", device.completeness().description()).closeLine();
        }
        Tables.close(out, report.devices().size() - written, "device");
    }

    private void writeReasons(String caption, List<Row> rows, PageLimit limit) throws IOException {
        Tables.open(out, caption, "Device", "Severity", "Reason", "Saved", "Target", "Code");
        int written = 0;
        for (Row row : rows) {
            if (!limit.allows(MAX_ROW)) {
                break;
            }
            written++;
            Reason reason = row.reason();
            out.open("tr");
            writeName(row.title(), row.id());
            out.open("td");
            Badge.write(out, reason.finding().severity());
            out.close();
            out.element(
                    "td", Shortened.text(PrintableText.escape(reason.finding().message())));
            out.element("td", Shortened.name(PrintableText.escape(reason.saved().orElse(""))));
            out.element(
                    "td", Shortened.name(PrintableText.escape(reason.target().orElse(""))));
            out.open("td");
            anchors.writeCode(out, PrintableText.escape(reason.finding().code()));
            out.close().closeLine();
        }
        Tables.close(out, rows.size() - written, "reason");
    }

    private void writeName(String title, @Nullable String id) throws IOException {
        out.open("th", "scope", "row");
        Anchors.writeLink(out, id, Shortened.name(title));
        out.close();
    }

    private @Nullable String idOf(DeviceCheck device) {
        Integer number = device.key() == null ? null : anchors.deviceNumber(device.key());
        return number == null ? null : Anchors.device(number);
    }
}
