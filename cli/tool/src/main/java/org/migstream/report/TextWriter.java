// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.IOException;
import java.io.Writer;
import org.migstream.spi.Severity;

/** Lines of text, with headings and colours where a terminal shows them. */
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

    /** @param columns of the terminal, 0 if there is none */
    public TextWriter(Writer out, boolean colour, int columns) {
        this.out = out;
        this.colour = colour;
        this.columns = columns;
    }

    /** How wide a table may be. */
    public int tableWidth() {
        return columns == 0 ? FILE_COLUMNS : columns;
    }

    /** A long line, on a terminal broken between words; what follows the first break is indented. */
    public void paragraph(String text) throws IOException {
        paragraph(text, text.length() - text.stripLeading().length(), INDENT);
    }

    /** @param head how many characters stay together in front */
    private void paragraph(String text, int head, String indent) throws IOException {
        String rest = text;
        int together = head;
        while (columns > indent.length() && rest.length() > columns) {
            int end = rest.lastIndexOf(' ', columns);
            if (end <= together) {
                // The first word is longer than the line; what follows it is broken all the same.
                end = rest.indexOf(' ', Math.max(together, columns));
            }
            if (end < 0) {
                break;
            }
            line(rest.substring(0, end));
            rest = indent + rest.substring(end + 1);
            together = indent.length();
        }
        line(rest);
    }

    public void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    public void blankLine() throws IOException {
        out.write('\n');
    }

    public void heading(String text) throws IOException {
        line(colour ? BOLD + text + RESET : text);
    }

    /** A line of the kind {@code   label   text}. */
    public void item(String label, String text) throws IOException {
        paragraph("  %-14s %s".formatted(label, text), ITEM_INDENT.length(), ITEM_INDENT);
    }

    /** From here on, until {@link #resetColour()}, in the colour of a severity. */
    public void setColour(Severity severity) throws IOException {
        if (colour && severity != Severity.INFO) {
            out.write(severity == Severity.ERROR ? RED : YELLOW);
        }
    }

    /** Ends {@link #colour}. */
    public void resetColour() throws IOException {
        if (colour) {
            out.write(RESET);
        }
    }
}
