// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import org.migstream.report.PrintableText;

/** Starts and ends tables, which scroll by themselves if they are wider than the screen. */
final class Tables {
    /** The start of a heading above numbers. */
    static final String NUMBER = ">";

    private Tables() {}

    /**
     * Starts a table.
     *
     * @param caption what the table shows
     * @param columns the headings; one that starts with {@value #NUMBER} is above numbers
     */
    static void open(HtmlWriter out, String caption, String... columns) throws IOException {
        out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
        out.open("table").line();
        out.element("caption", caption).line();
        out.open("thead").open("tr");
        for (String column : columns) {
            boolean isNumber = column.startsWith(NUMBER);
            out.element(
                    "th",
                    isNumber ? column.substring(NUMBER.length()) : column,
                    "scope",
                    "col",
                    "class",
                    isNumber ? "number" : "text");
        }
        out.close().closeLine();
        out.open("tbody").line();
    }

    /**
     * Ends a table.
     *
     * @param omitted the number of rows that are not shown
     * @param noun for one row
     */
    static void close(HtmlWriter out, long omitted, String noun) throws IOException {
        out.close().close().closeLine();
        writeOmitted(out, omitted, noun);
    }

    /** Writes how many things are not shown; nothing if all are. */
    static void writeOmitted(HtmlWriter out, long omitted, String noun) throws IOException {
        if (omitted > 0) {
            out.element(
                            "p",
                            "... and " + PrintableText.formatCount(omitted, "more " + noun)
                                    + (omitted == 1 ? " is" : " are") + " not shown; inspect --json lists all",
                            "class",
                            "omitted")
                    .line();
        }
    }
}
