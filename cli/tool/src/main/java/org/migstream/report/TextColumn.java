// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

/**
 * Aligns text in columns. The formatter of the JDK does the same, but a short command would load many classes for
 * this alone.
 */
public final class TextColumn {
    /** All characters before this one, except control characters, use one column. */
    private static final char FIRST_OF_OTHER_WIDTH = '\u0300';

    private static final String DOTS = "...";

    private TextColumn() {}

    /** Returns the text with spaces after it up to a width in columns; a wider text is not shortened. */
    public static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** Returns the text with spaces before it up to a width in columns; a wider text is not shortened. */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /** Returns the number of columns that a terminal uses for a text without control characters. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < FIRST_OF_OTHER_WIDTH) {
                width++;
            } else {
                int character = text.codePointAt(i);
                width += CharacterWidth.of(character);
                i += Character.charCount(character) - 1;
            }
        }
        return width;
    }

    /**
     * Shortens a text to a width in columns; dots are in the place of what is left out.
     *
     * @param width at least 3
     */
    public static String shorten(String text, int width) {
        return width(text) <= width ? text : text.substring(0, indexOfColumn(text, width - DOTS.length())) + DOTS;
    }

    /**
     * Shortens a text to a width in columns, but keeps its end.
     *
     * @param width at least 3
     */
    public static String shortenFront(String text, int width) {
        int start = 0;
        while (width(text) > width && width(text.substring(start)) > width - DOTS.length()) {
            start += Character.charCount(text.codePointAt(start));
        }
        return start == 0 ? text : DOTS + text.substring(start);
    }

    /** Returns the index of the last character that begins at or before a column, or the length of the text. */
    static int indexOfColumn(String text, int column) {
        int index = 0;
        int width = 0;
        while (index < text.length()) {
            int character = text.codePointAt(index);
            width += character < FIRST_OF_OTHER_WIDTH ? 1 : CharacterWidth.of(character);
            if (width > column) {
                return index;
            }
            index += Character.charCount(character);
        }
        return index;
    }
}
