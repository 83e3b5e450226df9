// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;

/** Limits the texts of plugins to 300 characters, so that reports stay short. Renderers escape the texts. */
final class PluginText {
    private static final int MAX_LENGTH = 300;
    private static final String ELLIPSIS = "...";

    private PluginText() {}

    /** Returns the text, or its beginning and three dots if it is too long. */
    static String truncate(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - ELLIPSIS.length()) + ELLIPSIS;
    }

    /** Returns the finding with its code and its message truncated. */
    static Finding truncate(Finding finding) {
        return new Finding(finding.severity(), truncate(finding.code()), truncate(finding.message()), finding.offset());
    }

    /** Returns whether the text is short and consists of printable characters only. */
    static boolean isSingleLine(String text) {
        return text.length() <= MAX_LENGTH && text.codePoints().allMatch(PrintableText::isPrintable);
    }
}
