// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a page in at most {@value #MAX_BYTES} bytes. Each part has a limit; the JSON document uses what is left. */
public final class HtmlReport {
    /** The maximum size of a page, in bytes. */
    public static final int MAX_BYTES = 300_000;

    private static final int SUMMARY_BYTES = 14_000;
    private static final int PICTURE_BYTES = 25_000;
    private static final int TABLE_BYTES = 25_000;
    private static final int FINDINGS_BYTES = 45_000;
    private static final int DEVICES_BYTES = 90_000;
    private static final int PANEL_BYTES = 13_000;
    private static final int CLOSING_BYTES = 18_000;

    /** The bytes after the JSON document. */
    private static final int END_BYTES = 100;

    private final HtmlWriter out;

    /** @param out receives the page; this class does not close it */
    public HtmlReport(OutputStream out) {
        this.out = new HtmlWriter(out);
    }

    /** Writes the page. */
    public void render(PageContent content) throws IOException {
        Anchors anchors = Anchors.of(content);
        new PageHead(out).write(content);
        out.open("body").line();
        SummaryPart summary = new SummaryPart(out, content);
        summary.writeHeader();
        out.open("main").line();
        summary.writeFacts(PageLimit.of(out, SUMMARY_BYTES));
        new StreamPicture(out, content, anchors).write(PageLimit.of(out, PICTURE_BYTES));
        new DeviceTablePart(out, content).write(PageLimit.of(out, TABLE_BYTES));
        new FindingsPart(out, content, anchors).write(PageLimit.of(out, FINDINGS_BYTES));
        if (content.check().isPresent()) {
            new CheckPart(out, anchors).write(content.check().get(), PageLimit.of(out, PANEL_BYTES));
        }
        if (content.diff().isPresent()) {
            new DiffPart(out).write(content.diff().get(), PageLimit.of(out, PANEL_BYTES));
        }
        if (content.explanation().isPresent()) {
            new ExplainPart(out).write(content.explanation().get(), PageLimit.of(out, PANEL_BYTES));
        }
        new DevicesPart(out, content, anchors).write(PageLimit.of(out, DEVICES_BYTES));
        new ClosingPart(out, content, anchors).write(PageLimit.of(out, CLOSING_BYTES));
        out.closeLine();
        new EmbeddedJson(out, content).write(MAX_BYTES - END_BYTES - out.size());
        out.closeLine().closeLine();
    }
}
