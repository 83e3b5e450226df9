// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import org.migstream.spi.Finding;

/** Text of a plugin, made fit for one line of a message. */
final class Line {
    private static final int LONGEST = 300;

    private Line() {}

    /** The text without control characters, and not too long. */
    static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST + 1L).forEach(c -> line.appendCodePoint(isPrintable(c) ? c : '?'));
        return cut(line.toString());
    }

    /** The text as it is, or its beginning: what renderers write is escaped by them. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    /** The finding with its texts cut. */
    static Finding cut(Finding finding) {
        return new Finding(finding.severity(), cut(finding.code()), cut(finding.message()), finding.offset());
    }

    /** Whether the text can stand in a line as it is. */
    static boolean fits(String text) {
        return text.length() <= LONGEST && text.codePoints().allMatch(Line::isPrintable);
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
