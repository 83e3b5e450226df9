// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import org.migstream.spi.Finding;

/** Text of a plugin, made fit for one line of a message. */
final class SingleLineText {
    private static final int MAX_LENGTH = 300;

    private SingleLineText() {}

    /** The text without control characters, and not too long. */
    static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH + 1L).forEach(c -> line.appendCodePoint(isPrintable(c) ? c : '?'));
        return truncate(line.toString());
    }

    /** The text as it is, or its beginning: what renderers write is escaped by them. */
    static String truncate(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    /** The finding with its texts cut. */
    static Finding truncate(Finding finding) {
        return new Finding(finding.severity(), truncate(finding.code()), truncate(finding.message()), finding.offset());
    }

    /** Whether the text can stand in a line as it is. */
    static boolean isSingleLine(String text) {
        return text.length() <= MAX_LENGTH && text.codePoints().allMatch(SingleLineText::isPrintable);
    }

    private static boolean isPrintable(int character) {
        switch (Character.getType(character)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.SURROGATE:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.UNASSIGNED:
            case Character.PRIVATE_USE:
                return false;
            default:
                return true;
        }
    }
}
