// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.IOException;
import java.io.Writer;
import org.migstream.spi.Severity;

/** Writes lines of text. On a terminal, long lines are wrapped, and headings and severities are in colour. */
public final class TextWriter {
    private static final String INDENT = " ".repeat(6);
    private static final String ITEM_INDENT = " ".repeat(17);
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    private static final int FILE_COLUMNS = 100;

    private final Writer out;
    private final boolean colour;
    private final int columns;

    /**
     * Writes to a terminal or to a file.
     *
     * @param out receives the text; this class does not close it
     * @param colour whether to write escape sequences for colours
     * @param columns the width of the terminal; 0 for a file, where lines are not wrapped
     */
    public TextWriter(Writer out, boolean colour, int columns) {
        this.out = out;
        this.colour = colour;
        this.columns = columns;
    }

    /** Returns the maximum width of a table, in characters. */
    public int tableWidth() {
        return columns == 0 ? FILE_COLUMNS : columns;
    }

    /** Writes a line. On a terminal, a long line is wrapped between words, and the continuation lines are indented. */
    public void paragraph(String text) throws IOException {
        paragraph(text, text.length() - text.stripLeading().length(), INDENT);
    }

    /** @param head the number of leading characters that are never wrapped */
    private void paragraph(String text, int head, String indent) throws IOException {
        String rest = text;
        int unbroken = head;
        while (columns > indent.length() && TextColumn.width(rest) > columns) {
            int limit = TextColumn.indexOfColumn(rest, columns);
            int end = rest.lastIndexOf(' ', limit);
            if (end <= unbroken) {
                // The first word is longer than the line. Wrap after it.
                end = rest.indexOf(' ', Math.max(unbroken, limit));
            }
            if (end < 0) {
                break;
            }
            line(rest.substring(0, end));
            rest = indent + rest.substring(end + 1);
            unbroken = indent.length();
        }
        line(rest);
    }

    /** Writes a line without wrapping it. */
    public void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    /** Writes an empty line. */
    public void blankLine() throws IOException {
        out.write('\n');
    }

    /** Writes a paragraph in bold. */
    public void heading(String text) throws IOException {
        out.write(colour ? BOLD : "");
        paragraph(text);
        resetColour();
    }

    /** Writes a line in bold without wrapping it: the names of the columns of a table. */
    public void tableHeading(String text) throws IOException {
        line(colour ? BOLD + text + RESET : text);
    }

    /** Writes a label and a text; the text is aligned with the texts of other items. */
    public void item(String label, String text) throws IOException {
        paragraph("  " + TextColumn.left(label, 14) + " " + text, ITEM_INDENT.length(), ITEM_INDENT);
    }

    /**
     * Switches to the colour of a severity: red for errors, yellow for warnings. The caller switches back with {@link
     * #resetColour()}.
     */
    public void setColour(Severity severity) throws IOException {
        if (colour && severity != Severity.INFO) {
            out.write(severity == Severity.ERROR ? RED : YELLOW);
        }
    }

    /** Switches back to the default colour. */
    public void resetColour() throws IOException {
        if (colour) {
            out.write(RESET);
        }
    }

    /** Writes a paragraph in the colour of a severity. */
    public void paragraph(Severity severity, String text) throws IOException {
        if (severity == Severity.INFO) {
            paragraph(text);
            return;
        }
        setColour(severity);
        paragraph(text);
        resetColour();
    }
}
