// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that are not wider than a limit. */
public final class WrappedText {
    private static final String DOTS = " ...";

    private WrappedText() {}

    /**
     * Wraps text between words. What does not fit is left out, and dots are in its place; so is the end of a word that is
     * wider than a line.
     *
     * @param width the maximum width of a line in columns
     * @param indent of all lines but the first
     * @param maxLines the maximum number of lines
     */
    public static List<String> wrap(String text, int width, String indent, int maxLines) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        int unbroken = text.length() - text.stripLeading().length();
        while (TextColumn.width(rest) > width) {
            if (lines.size() == maxLines - 1) {
                lines.add(endWithDots(rest, unbroken, width));
                return lines;
            }
            int end = rest.lastIndexOf(' ', TextColumn.indexOfColumn(rest, width));
            if (end > unbroken) {
                lines.add(rest.substring(0, end));
            } else {
                // The first word is wider than a line.
                int space = rest.indexOf(' ', unbroken + 1);
                end = space < 0 ? rest.length() : space;
                lines.add(TextColumn.shorten(rest.substring(0, end), width));
            }
            if (end == rest.length()) {
                return lines;
            }
            rest = indent + rest.substring(end + 1);
            unbroken = indent.length();
        }
        lines.add(rest);
        return lines;
    }

    private static String endWithDots(String rest, int unbroken, int width) {
        int end = rest.lastIndexOf(' ', TextColumn.indexOfColumn(rest, width - DOTS.length()));
        return end > unbroken ? rest.substring(0, end) + DOTS : TextColumn.shorten(rest, width);
    }
}
