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
