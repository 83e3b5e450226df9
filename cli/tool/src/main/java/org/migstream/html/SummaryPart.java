// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.migstream.html.PageContent.Origin;
import org.migstream.inspect.overview.Overview.Fact;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.LoadedPlugin;
import org.migstream.report.PrintableText;
import org.migstream.report.ShellWord;
import org.migstream.report.ToolVersion;

/** Writes the verdict, the facts about the input, and how the page was made. */
final class SummaryPart {
    private static final int MAX_ROW = 4_000;
    private static final String NOT_KNOWN = "not known: the input is not a file, or a pipe that was read to its end";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final HtmlWriter out;
    private final PageContent content;

    SummaryPart(HtmlWriter out, PageContent content) {
        this.out = out;
        this.content = content;
    }

    /** Writes the bar with the verdict, and the links to the parts of the page. */
    void writeHeader() throws IOException {
        InspectionVerdict verdict = content.overview().verdict();
        out.open("header", "class", "verdict " + Badge.styleClass(verdict.standing()))
                .line();
        out.element("h1", Shortened.text(verdict.headline())).line();
        out.element(
                        "p",
                        Shortened.text(PrintableText.escapeName(content.origin().fileName())),
                        "class",
                        "file")
                .line();
        out.closeLine();
        out.open("nav", "aria-label", "parts of this page").open("ul").line();
        int count = content.overview().findings().size();
        writeLink("findings", count == 0 ? "No findings" : PrintableText.formatCount(count, "finding"));
        if (!content.overview().devices().isEmpty()) {
            writeLink(
                    "devices",
                    PrintableText.formatCount(content.overview().devices().size(), "device"));
        }
        if (content.check().isPresent()) {
            writeLink("check", "Check");
        }
        if (content.diff().isPresent()) {
            writeLink("diff", "Differences");
        }
        if (content.explanation().isPresent()) {
            writeLink("explain", "Log");
        }
        writeLink("unchecked", "Not checked");
        if (!content.overview().next().isEmpty()) {
            writeLink("next", "What to do next");
        }
        out.close().closeLine();
    }

    private void writeLink(String id, String text) throws IOException {
        out.open("li").link(id, text).closeLine();
    }

    /** Writes the facts about the input, and how the page was made. */
    void writeFacts(PageLimit limit) throws IOException {
        out.open("div", "class", "columns").line();
        writeInput(limit);
        writeOrigin();
        out.closeLine();
    }

    private void writeInput(PageLimit limit) throws IOException {
        out.open("section").line();
        out.element("h2", "Input").line();
        out.open("dl").line();
        Origin origin = content.origin();
        writeItem("file", PrintableText.escapeName(origin.fileName()));
        if (!content.isRedacted()) {
            writeItem(
                    "stored size",
                    origin.storedBytes().isPresent()
                            ? PrintableText.formatBytes(origin.storedBytes().getAsLong())
                            : NOT_KNOWN);
            writeCode("SHA-256", origin.sha256().orElse(NOT_KNOWN));
        }
        for (Fact.Group group : Fact.Group.values()) {
            StringJoiner text = new StringJoiner(", ");
            for (Fact fact : content.overview().facts()) {
                if (fact.group() == group) {
                    text.add(fact.text());
                }
            }
            if (text.length() > 0 && limit.allows(MAX_ROW)) {
                writeItem(group.label(), text.toString());
            }
        }
        out.closeLine().closeLine();
    }

    private void writeOrigin() throws IOException {
        out.open("section").line();
        out.element("h2", "This report").line();
        out.open("dl").line();
        writeItem(
                "made by",
                ToolVersion.name() + " " + ToolVersion.version() + ", commit "
                        + ToolVersion.commit().orElse("unknown") + ", SPI " + ToolVersion.spi() + ", Java "
                        + ToolVersion.java());
        writeItem("plugins used", usedPlugins());
        if (!content.origin().command().isEmpty()) {
            writeCode("command", quote(content.origin().command()));
        }
        if (content.origin().time().isPresent()) {
            writeItem("date", TIME.format(content.origin().time().get()));
        }
        writeItem(
                "redacted",
                content.isRedacted()
                        ? "yes: it has no content of device states and no bytes of the stream"
                        : "no: it may have bytes of guest memory and of device states; 'migstream bundle' leaves them out");
        out.closeLine().closeLine();
    }

    /** Returns the plugins that decoded a state, with their versions. */
    private String usedPlugins() {
        List<String> used = new ArrayList<>();
        for (LoadedPlugin plugin : content.plugins()) {
            for (DeviceReport device : content.report().devices()) {
                if (device.state() != null
                        && plugin.decoderNames().contains(device.state().decoder())) {
                    used.add(PrintableText.escape(plugin.name()) + " " + PrintableText.escape(plugin.version())
                            + (plugin.isBuiltIn() || content.isRedacted()
                                    ? ""
                                    : " from " + PrintableText.escapeName(plugin.origin())));
                    break;
                }
            }
        }
        return used.isEmpty() ? "none" : String.join(", ", used);
    }

    private void writeItem(String label, String text) throws IOException {
        out.element("dt", label).element("dd", Shortened.text(text)).line();
    }

    private void writeCode(String label, String text) throws IOException {
        out.element("dt", label)
                .open("dd")
                .element("code", Shortened.text(text))
                .closeLine();
    }

    /** Returns a command line that can be copied. */
    static String quote(List<String> words) {
        StringJoiner command = new StringJoiner(" ");
        for (String word : words) {
            command.add(ShellWord.quote(word));
        }
        return command.toString();
    }
}
