// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Converts a document in Markdown to a manual page: headings, paragraphs, lists, tables and code. A row of a table becomes an
 * entry of a list: the first cell is the term.
 *
 * <p>The heading of the document becomes the description of the page; the text before the first part is DESCRIPTION.
 */
final class MarkdownPage {
    private static final String FENCE = "```";
    private static final String ITEM = "* ";
    private static final String CODE_MARGIN = "    ";
    private static final String COMMENT = "<!--";

    private final Roff page;

    private MarkdownPage(Roff page) {
        this.page = page;
    }

    /**
     * Returns a page.
     *
     * @param name the name of the page
     * @param document the lines of the document, which begins with its heading
     */
    static String convert(String name, List<String> document, String date, String source) {
        Roff page = new Roff(name, 7, date, source);
        page.section("NAME");
        page.paragraph(Roff.escape(name) + " \\- "
                + InlineMarkdown.toRoff(document.get(0).substring("# ".length())));
        page.section("DESCRIPTION");
        new MarkdownPage(page).addBlocks(document.subList(1, document.size()));
        page.section("SEE ALSO");
        page.paragraph(Roff.bold("migstream") + "(1)");
        return page.toString();
    }

    private void addBlocks(List<String> lines) {
        int next = 0;
        while (next < lines.size()) {
            next = lines.get(next).isBlank() || lines.get(next).startsWith(COMMENT) ? next + 1 : addBlock(lines, next);
        }
    }

    /** Adds the block at a line; returns the number of the line after it. */
    private int addBlock(List<String> lines, int first) {
        String line = lines.get(first);
        if (line.startsWith("## ")) {
            page.section(line.substring("## ".length()).toUpperCase(Locale.ROOT));
            return first + 1;
        }
        if (line.startsWith("### ")) {
            page.subsection(line.substring("### ".length()));
            return first + 1;
        }
        if (line.startsWith(FENCE)) {
            int end = first + 1;
            while (!lines.get(end).startsWith(FENCE)) {
                end++;
            }
            page.lines(lines.subList(first + 1, end));
            return end + 1;
        }
        if (line.startsWith(CODE_MARGIN)) {
            return addCode(lines, first);
        }
        if (line.startsWith("|")) {
            return addTable(lines, first);
        }
        if (line.startsWith(ITEM)) {
            return addItem(lines, first);
        }
        int end = endOfParagraph(lines, first);
        page.paragraph(join(lines.subList(first, end)));
        return end;
    }

    private int addCode(List<String> lines, int first) {
        List<String> code = new ArrayList<>();
        int end = first;
        while (end < lines.size() && lines.get(end).startsWith(CODE_MARGIN)) {
            code.add(lines.get(end).substring(CODE_MARGIN.length()));
            end++;
        }
        page.lines(code);
        return end;
    }

    /** Adds the rows after the heading and the rule. */
    private int addTable(List<String> lines, int first) {
        int end = first + 2;
        while (end < lines.size() && lines.get(end).startsWith("|")) {
            List<String> cells = cells(lines.get(end));
            List<String> texts = new ArrayList<>();
            for (String cell : cells.subList(1, cells.size())) {
                if (!cell.isEmpty()) {
                    texts.add(InlineMarkdown.toRoff(cell));
                }
            }
            page.entry(InlineMarkdown.toRoff(cells.get(0)), String.join(": ", texts));
            end++;
        }
        return end;
    }

    private static List<String> cells(String row) {
        List<String> cells = new ArrayList<>();
        int start = 1;
        for (int i = 1; i < row.length(); i++) {
            if (row.charAt(i) == '|' && row.charAt(i - 1) != '\\') {
                cells.add(row.substring(start, i).strip());
                start = i + 1;
            }
        }
        return cells;
    }

    /** Adds an item with all its blocks, which are indented. */
    private int addItem(List<String> lines, int first) {
        List<String> item = new ArrayList<>();
        item.add(lines.get(first).substring(ITEM.length()));
        int end = first + 1;
        while (end < lines.size()
                && (lines.get(end).startsWith("  ") || lines.get(end).isBlank() && continues(lines, end + 1))) {
            item.add(lines.get(end).isBlank() ? "" : lines.get(end).substring(ITEM.length()));
            end++;
        }
        int endOfText = endOfParagraph(item, 0);
        page.item(join(item.subList(0, endOfText)));
        if (endOfText < item.size()) {
            page.beginInnerList();
            addBlocks(item.subList(endOfText, item.size()));
            page.endInnerList();
        }
        return end;
    }

    private static boolean continues(List<String> lines, int next) {
        return next < lines.size() && lines.get(next).startsWith("  ");
    }

    private static int endOfParagraph(List<String> lines, int first) {
        int end = first + 1;
        while (end < lines.size() && !lines.get(end).isBlank() && !startsBlock(lines.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean startsBlock(String line) {
        return line.startsWith(ITEM) || line.startsWith(FENCE) || line.startsWith("|") || line.startsWith("#");
    }

    private static String join(List<String> lines) {
        return InlineMarkdown.toRoff(String.join(" ", lines));
    }
}
