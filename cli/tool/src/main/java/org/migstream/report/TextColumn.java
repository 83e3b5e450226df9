// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

/**
 * Aligns text in columns. The formatter of the JDK does the same, but a short command would load many classes for
 * this alone.
 */
public final class TextColumn {
    private TextColumn() {}

    /** Returns the text with spaces after it up to a width in characters; a longer text is not shortened. */
    public static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Returns the text with spaces before it up to a width in characters; a longer text is not shortened. */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
