// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import org.migstream.explain.SearchedText;
import org.migstream.report.PrintableText;

/**
 * A log that belongs to the stream.
 *
 * @param name the name of its file, without directories, unique among the logs
 * @param text its end
 */
public record BundleLog(String name, SearchedText text) {
    /** The character that Java puts in place of bytes that are not UTF-8. */
    private static final int REPLACEMENT = 0xfffd;

    /** The largest part of the characters of a text that may be unprintable: one of so many. */
    private static final int UNPRINTABLE_PART = 16;

    /**
     * Returns whether this is the text of a log. A stream that is taken for a log by mistake would show the memory of the
     * guest.
     */
    public boolean isText() {
        long unprintable = text.text()
                .codePoints()
                .filter(character -> character == REPLACEMENT
                        || !Character.isWhitespace(character) && !PrintableText.isPrintable(character))
                .count();
        return text.text().indexOf('\0') < 0 && unprintable <= text.text().length() / UNPRINTABLE_PART;
    }

    /** Returns the lines of the log with control characters escaped, each with a newline. */
    String printableText() {
        StringBuilder printable = new StringBuilder();
        text.text().lines().forEach(line -> {
            int start = 0;
            for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
                printable
                        .append(PrintableText.escapeControls(line.substring(start, tab)))
                        .append('\t');
                start = tab + 1;
            }
            printable
                    .append(PrintableText.escapeControls(line.substring(start)))
                    .append('\n');
        });
        return printable.toString();
    }
}
