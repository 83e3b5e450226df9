// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.List;
import org.migstream.explain.DeclaredCode;
import org.migstream.inspect.overview.Overview;
import org.migstream.report.PrintableText;
import org.migstream.spi.FindingCode;

/** Writes what was not checked, which commands show more, and what the finding codes mean. */
final class ClosingPart {
    private static final int MAX_ROW = 4_000;

    private final HtmlWriter out;
    private final PageContent content;
    private final Anchors anchors;

    ClosingPart(HtmlWriter out, PageContent content, Anchors anchors) {
        this.out = out;
        this.content = content;
        this.anchors = anchors;
    }

    void write(PageLimit limit) throws IOException {
        writeUnchecked(limit);
        writeNext(limit);
        writeCodes(limit);
    }

    private void writeUnchecked(PageLimit limit) throws IOException {
        out.open("section", "id", "unchecked").line();
        out.element("h2", "Not checked").line();
        List<String> parts = content.overview().unchecked();
        if (parts.isEmpty()) {
            out.element("p", "All parts of the input were checked.").line();
        } else {
            out.open("ul").line();
            for (String part : parts) {
                if (limit.allows(MAX_ROW)) {
                    out.element("li", Shortened.text(part)).line();
                }
            }
            out.closeLine();
        }
        out.closeLine();
    }

    private void writeNext(PageLimit limit) throws IOException {
        if (content.overview().next().isEmpty()) {
            return;
        }
        out.open("section", "id", "next").line();
        out.element("h2", "What to do next").line();
        out.open("ul").line();
        for (Overview.NextCommand command : content.overview().next()) {
            if (limit.allows(MAX_ROW)) {
                out.open("li").text(command.purpose() + ": ");
                String line = (command.readsPipe() ? Overview.NextCommand.WRITER : "")
                        + SummaryPart.quote(command.typedWords());
                out.element("code", Shortened.text(line)).closeLine();
            }
        }
        out.closeLine().closeLine();
    }

    private void writeCodes(PageLimit limit) throws IOException {
        if (anchors.codes().isEmpty()) {
            return;
        }
        out.open("section", "id", "codes").line();
        out.element("h2", "Finding codes").line();
        out.open("dl", "class", "codes").line();
        for (String code : anchors.codes()) {
            out.open("dt", "id", anchors.codeId(code))
                    .element("code", Shortened.name(code))
                    .closeLine();
            out.element("dd", limit.allows(MAX_ROW) ? meaningOf(code) : "migstream explain shows the meaning.")
                    .line();
        }
        out.closeLine().closeLine();
    }

    private String meaningOf(String code) {
        List<DeclaredCode> declared = DeclaredCode.find(code, content.plugins());
        if (declared.isEmpty()) {
            return "The plugin does not declare the meaning of this code.";
        }
        FindingCode first = declared.get(0).declaration();
        String action = first.action().map(words -> "; " + words).orElse("");
        return Shortened.text(PrintableText.escape(first.meaning() + action));
    }
}
