// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.migstream.bundle.BundleReport.DeviceRedaction;
import org.migstream.bundle.BundleReport.Redaction;
import org.migstream.explain.SearchedText;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.report.ToolVersion;

/** Writes the README.txt of a bundle: what is in it, what was left out, and what was not removed. */
final class BundleReadme {
    private static final int COLUMNS = 80;

    private final TextWriter out;

    /** @param out receives the text; this class does not close it */
    BundleReadme(Writer out) {
        this.out = new TextWriter(out, false, COLUMNS);
    }

    /** Writes the text. */
    void render(BundleReport report, List<BundleFile> files) throws IOException {
        out.line("Bundle of a migration stream, made by migstream " + ToolVersion.version()
                + ToolVersion.commit().map(commit -> " (" + commit + ")").orElse(""));
        out.blankLine();
        out.paragraph("Stream: " + PrintableText.escapeName(report.input().name())
                + Optional.ofNullable(report.input().kind())
                        .map(kind -> " (" + kind + ")")
                        .orElse(""));
        out.paragraph("Verdict: " + report.verdict().text());
        out.blankLine();
        out.heading("Files");
        for (BundleFile file : files) {
            out.paragraph("  " + PrintableText.escapeName(file.name()) + ": " + file.about());
        }
        writeStates(report);
        out.blankLine();
        out.heading("Left out, or replaced by zeros");
        writeList(report.removed());
        out.blankLine();
        out.heading("NOT removed: look at these before you send the bundle");
        writeList(report.kept());
        if (!report.logs().isEmpty()) {
            out.paragraph("  - of each log, only the last " + (SearchedText.MAX_LENGTH >> 10)
                    + " KiB were used; control characters are escaped");
        }
    }

    private void writeList(List<String> items) throws IOException {
        for (String item : items) {
            out.paragraph("  - " + item);
        }
    }

    private void writeStates(BundleReport report) throws IOException {
        out.blankLine();
        out.heading("States of VFIO devices");
        for (DeviceRedaction device : report.devices()) {
            out.paragraph("  - " + (device.idstr() == null ? "raw device data" : PrintableText.escape(device.idstr()))
                    + (device.decoder() == null ? "" : " (" + PrintableText.escape(device.decoder()) + ")") + ": "
                    + describe(device));
        }
        if (report.devices().isEmpty()) {
            out.line("  - none was found");
        }
        if (report.streamFile() == null) {
            out.paragraph("The bundle does not have the stream, not even without its content: "
                    + report.stop().map(FindingText::formatFinding).orElse("the input was not recognized"));
        } else {
            out.paragraph(
                    "Offsets in the other files are those of the original stream; the redacted stream is shorter.");
            out.paragraph(
                    "An error or a warning of a state can come from a damaged size, after which content looks like"
                            + " structure. So all bytes are zero from the content before the first finding on. A damage without a"
                            + " finding, such as a wrong size that fits, can leave bytes of content.");
            if (Bundler.STATE_FILE.equals(report.streamFile())) {
                out.paragraph("Only the name of " + Bundler.STATE_FILE
                        + " says that it is redacted. Its bytes look like a state: load them into no device.");
            }
            if (report.stop().isPresent()) {
                out.paragraph("The redacted stream ends where the original cannot be read: "
                        + FindingText.formatFinding(report.stop().get()));
            }
        }
    }

    private static String describe(DeviceRedaction device) {
        if (device.redaction() != Redaction.STRUCTURE_KEPT) {
            return "all bytes are zero: " + device.redaction().reason();
        }
        if (device.zeroFrom() != null) {
            return "content is zero, and all bytes from " + PrintableText.formatOffset(device.zeroFrom())
                    + " on: a finding puts in doubt which of them are content; the findings of the original are in"
                    + " inspect.json";
        }
        return device.sameFindings()
                ? "content is zero, and the redacted state has the same findings as the original"
                : "content is zero; the findings of the redacted state differ from those of the original, which are in"
                        + " inspect.json";
    }
}
