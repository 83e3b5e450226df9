// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import java.util.StringTokenizer;

/** Text of a help: paragraphs and lists, with lines of at most 80 characters. */
final class HelpText {
    private static final int WIDTH = 80;
    private static final String INDENT = "  ";
    /** Longer terms have a line of their own. */
    private static final int MAX_TERM_WIDTH = 24;

    private final StringBuilder out = new StringBuilder();

    HelpText blankLine() {
        return line("");
    }

    HelpText line(String text) {
        out.append(text).append('\n');
        return this;
    }

    HelpText paragraph(String text) {
        return wrap(text, 0, "");
    }

    /** Adds words after a heading; further lines are indented. */
    HelpText words(String heading, List<String> words) {
        return wrap(heading + " " + String.join(" ", words), 0, INDENT);
    }

    /** Adds an entry of a list. */
    HelpText entry(String term, int termWidth, String text) {
        String margin = " ".repeat(INDENT.length() + termWidth + INDENT.length());
        out.append(INDENT).append(term);
        int column = INDENT.length() + term.length();
        if (term.length() > termWidth) {
            out.append('\n');
            column = 0;
        }
        out.append(margin, column, margin.length());
        return wrap(text, margin.length(), margin);
    }

    /** Returns the width of the terms of a list. */
    static int termWidth(List<String> terms) {
        int width = 0;
        for (String term : terms) {
            width = term.length() > MAX_TERM_WIDTH ? width : Math.max(width, term.length());
        }
        return width;
    }

    /**
     * Adds words; breaks lines between them.
     *
     * @param column the width of what the first line has already
     * @param margin the start of each further line
     */
    private HelpText wrap(String text, int column, String margin) {
        int used = column;
        boolean isFirst = true;
        for (StringTokenizer words = new StringTokenizer(text, " "); words.hasMoreTokens(); ) {
            String word = words.nextToken();
            if (!isFirst && used + 1 + word.length() > WIDTH) {
                out.append('\n').append(margin);
                used = margin.length();
                isFirst = true;
            }
            out.append(isFirst ? "" : " ").append(word);
            used += word.length() + (isFirst ? 0 : 1);
            isFirst = false;
        }
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
