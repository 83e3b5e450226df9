// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.overview.DeviceRow;
import org.migstream.inspect.report.StateFieldRows;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;

/** Writes what is known about each device: its data, the fields of its state, and its configuration space. */
final class DevicesPart {
    private static final int MAX_FIELDS = 100;

    /** The number of rows from which a list is folded. */
    static final int MAX_UNFOLDED = 20;

    private static final int MAX_ROW = 2_500;

    private final HtmlWriter out;
    private final PageContent content;
    private final Anchors anchors;

    DevicesPart(HtmlWriter out, PageContent content, Anchors anchors) {
        this.out = out;
        this.content = content;
        this.anchors = anchors;
    }

    void write(PageLimit limit) throws IOException {
        List<DeviceReport> devices = content.report().devices();
        int shown = Math.min(devices.size(), Anchors.MAX_DEVICES);
        for (int i = 0; i < shown; i++) {
            writeDevice(devices.get(i), i + 1, limit.share(shown - i));
        }
    }

    private void writeDevice(DeviceReport device, int number, PageLimit limit) throws IOException {
        DeviceRow row = content.overview().devices().get(number - 1);
        out.open("section", "id", "device-" + number, "class", "device").line();
        out.open("h2").text(number + ". ").text(Shortened.name(row.name()) + " ");
        Badge.write(out, row.verdict().standing(), row.verdict().words());
        out.closeLine();
        out.open("dl").line();
        SavedDevice saved = device.device();
        if (saved.key() != null) {
            writeItem("name", Shortened.name(PrintableText.formatSection(saved.key())));
            writeItem("while running", format(saved.preCopyBytes()));
            writeItem("after the stop", format(saved.stopCopyBytes()));
        } else {
            writeItem("data", format(saved.totalBytes()));
        }
        writeItem("state", device.completeness().description());
        writeItem("driver", row.decoder().isEmpty() ? "not known" : Shortened.name(row.decoder()));
        out.closeLine();
        if (device.state() != null) {
            writeFields(device.state(), limit);
        } else {
            out.element("p", "No plugin has decoded the state: its " + format(saved.totalBytes()) + " are opaque.")
                    .line();
        }
        if (saved.config() != null) {
            new ConfigurationPart(out).write(saved.config(), limit);
        }
        out.closeLine();
    }

    private void writeItem(String label, String text) throws IOException {
        out.element("dt", label).element("dd", text).line();
    }

    private static String format(ByteCounter counter) {
        return PrintableText.formatBytes(counter.bytes())
                + (counter.sha256() == null ? "" : ", sha256 " + counter.sha256());
    }

    private void writeFields(DecodedState state, PageLimit limit) throws IOException {
        long count = state.fields().size();
        boolean isFolded = count > MAX_UNFOLDED;
        if (isFolded) {
            out.open("details");
            out.element("summary", "State: " + PrintableText.formatCount(count, "field"))
                    .line();
        }
        Tables.open(out, "Fields of the state", ">Offset", ">Length", "Field", "Value", "Finding");
        long[] omitted = {0};
        // The configuration follows, so the fields use at most a half of the bytes.
        PageLimit fieldLimit = limit.share(2);
        long more = StateFieldRows.list(state, MAX_FIELDS, row -> {
            if (fieldLimit.allows(MAX_ROW)) {
                writeField(row);
            } else {
                omitted[0]++;
            }
        });
        Tables.close(out, more + omitted[0], "field");
        if (isFolded) {
            out.closeLine();
        }
    }

    private void writeField(StateFieldRows.Row row) throws IOException {
        StateField field = row.field();
        boolean isMarked = !row.findings().isEmpty();
        out.open("tr", "class", isMarked ? Badge.styleClass(row.standing()) : "plain");
        out.element("td", PrintableText.formatOffset(row.offset()), "class", "number");
        out.element("td", field == null ? "" : Long.toString(field.length()), "class", "number");
        out.element("td", nameOf(field), "class", "name");
        out.open("td");
        String value = field == null ? "" : Shortened.name(StateFieldRows.formatValue(field));
        if (isMarked && !value.isEmpty()) {
            out.element("mark", value);
        } else {
            out.text(value);
        }
        out.close();
        out.open("td");
        int shown = 0;
        for (Finding finding : row.findings()) {
            if (shown++ < 3) {
                out.text(shown == 1 ? "" : ", ");
                anchors.writeCode(out, PrintableText.escape(finding.code()));
            }
        }
        out.close();
        out.closeLine();
    }

    private static String nameOf(@Nullable StateField field) {
        return field == null ? "(no field is here)" : Shortened.name(PrintableText.escape(field.path()));
    }
}
