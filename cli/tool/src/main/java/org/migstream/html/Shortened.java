// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

/** Shortens text of inputs and plugins, so that none fills the page. */
final class Shortened {
    private static final int MAX_NAME = 100;
    private static final int MAX_TEXT = 600;
    private static final String OMITTED = " ... ";

    private Shortened() {}

    /** Shortens a name. Its end is kept, because it distinguishes long names. */
    static String name(String name) {
        return shorten(name, MAX_NAME);
    }

    /** Shortens a sentence. */
    static String text(String text) {
        return shorten(text, MAX_TEXT);
    }

    private static String shorten(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int head = maxLength * 2 / 3;
        int tail = maxLength - head - OMITTED.length();
        return text.substring(0, head) + OMITTED + text.substring(text.length() - tail);
    }
}
