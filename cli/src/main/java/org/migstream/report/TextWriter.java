// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.IOException;
import java.io.Writer;

/** Lines of text, with headings and colours where a terminal shows them. */
final class TextWriter {
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private final Writer out;
    private final boolean colour;

    TextWriter(Writer out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    void blank() throws IOException {
        out.write('\n');
    }

    void heading(String text) throws IOException {
        line(colour ? BOLD + text + PLAIN : text);
    }

    /** A line of the kind {@code   label   text}. */
    void item(String label, String text) throws IOException {
        line("  %-14s %s".formatted(label, text));
    }

    String alarm(String text) {
        return colour ? RED + text + PLAIN : text;
    }

    String caution(String text) {
        return colour ? YELLOW + text + PLAIN : text;
    }
}
