// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Writes a manual page in the macros of man(7).
 *
 * <p>Methods for text take text with escapes and fonts, which {@link #escape}, {@link #bold} and {@link #italic} return.
 */
final class Roff {
    private static final int LINE_WIDTH = 78;
    /** A terminal has 80 columns, of which the text of a section uses 72. */
    private static final int MAX_INDENTED_WIDTH = 72;
    /** Macros that begin a section or an inner list. */
    private static final Set<String> PARTS = Set.of("SH", "SS", "RS");

    private final StringBuilder out = new StringBuilder();
    /** Whether the last macro began a section or an inner list: a paragraph begins without a macro of its own. */
    private boolean startsPart;

    /**
     * Begins a page.
     *
     * @param date as {@code YYYY-MM-DD}
     * @param source the program and its version
     */
    Roff(String name, int section, String date, String source) {
        out.append(".TH ").append(argument(name)).append(' ').append(section);
        out.append(' ').append('"' + date + '"').append(' ').append(argument(source));
        out.append('\n');
        // Words are neither hyphenated nor moved to the right margin: names and options stay readable.
        macro("nh");
        macro("ad", "l");
    }

    /** Begins a section. */
    void section(String heading) {
        macro("SH", argument(heading));
    }

    /** Begins a part of a section. */
    void subsection(String heading) {
        macro("SS", argument(heading));
    }

    /** Adds a paragraph. */
    void paragraph(String text) {
        beginParagraph();
        text(text);
    }

    /** Adds an entry of a list. */
    void entry(String term, String text) {
        macro("TP");
        text(term);
        text(text);
    }

    /** Adds an item of a list with bullets. */
    void item(String text) {
        macro("IP", "\\(bu 2");
        text(text);
    }

    /** Adds another paragraph to the entry before. */
    void entryParagraph(String text) {
        macro("IP");
        text(text);
    }

    /** Begins a list inside an entry. */
    void beginInnerList() {
        macro("RS");
    }

    void endInnerList() {
        macro("RE");
    }

    /** Adds lines as they are; wide ones begin at the left margin. */
    void lines(List<String> lines) {
        boolean isWide = lines.stream().anyMatch(line -> line.length() > MAX_INDENTED_WIDTH);
        beginParagraph();
        if (isWide) {
            macro("in", "0");
        }
        macro("nf");
        for (String line : lines) {
            out.append(guardStart(escape(line))).append('\n');
        }
        macro("fi");
        if (isWide) {
            macro("in");
        }
    }

    private void beginParagraph() {
        if (!startsPart) {
            macro("PP");
        }
        startsPart = false;
    }

    private void macro(String name, String... arguments) {
        startsPart = PARTS.contains(name);
        out.append('.').append(name);
        for (String argument : arguments) {
            out.append(' ').append(argument);
        }
        out.append('\n');
    }

    /** Adds text in lines of the source; the formatter joins them. */
    private void text(String text) {
        StringBuilder line = new StringBuilder();
        for (StringTokenizer words = new StringTokenizer(text, " "); words.hasMoreTokens(); ) {
            String word = words.nextToken();
            if (line.length() > 0 && line.length() + 1 + word.length() > LINE_WIDTH) {
                out.append(guardStart(line.toString())).append('\n');
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        out.append(guardStart(line.toString())).append('\n');
    }

    /** Guards a line that would be a request or a macro. */
    private static String guardStart(String line) {
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    private static String argument(String text) {
        return '"' + escape(text) + '"';
    }

    /** Escapes characters that a formatter would interpret, or print as a typographic variant. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> escaped.append(escape(character)));
        return escaped.toString();
    }

    private static String escape(int character) {
        switch (character) {
            case '\\':
                return "\\e";
            case '-':
                return "\\-";
            case '\'':
                return "\\(aq";
            case '`':
                return "\\(ga";
            case '^':
                return "\\(ha";
            case '~':
                return "\\(ti";
            case '"':
                return "\\(dq";
            default:
                return character < 0x80
                        ? Character.toString(character)
                        : "\\[u" + String.format("%04X", character) + "]";
        }
    }

    /** Returns escaped text in bold. */
    static String bold(String text) {
        return text.isEmpty() ? "" : "\\fB" + escape(text) + "\\fR";
    }

    /** Returns escaped text in italics, which terminals underline. */
    static String italic(String text) {
        return text.isEmpty() ? "" : "\\fI" + escape(text) + "\\fR";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
