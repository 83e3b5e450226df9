// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Tests whether the first bytes of an input are text. */
final class TextKind {
    /** Minimum number of bytes; fewer printable bytes are often a coincidence. */
    private static final int MIN_LENGTH = 16;

    /** Control characters that occur in text: tab, line feed, form feed, carriage return, escape. */
    private static final String TEXT_CONTROLS = "\t\n\f\r\u001b";

    private TextKind() {}

    /** Returns whether the bytes are UTF-8 without control characters that no text has. */
    static boolean isText(byte[] head) {
        return !decode(head).isEmpty();
    }

    /** Returns whether the bytes are the start of a JSON object or array. */
    static boolean isJson(byte[] head) {
        return contains(head, "\\A\\s*(\\{\\s*[\"}]|\\[\\s*[\\[{\"\\]])");
    }

    /** Returns whether the bytes are text that starts with a prefix. */
    static boolean startsWith(byte[] head, String prefix) {
        return decode(head).startsWith(prefix);
    }

    /** Returns whether the bytes are text with a match of a pattern. */
    static boolean contains(byte[] head, String pattern) {
        return Pattern.compile(pattern).matcher(decode(head)).find();
    }

    /** Returns the text; empty if the bytes are not text. The last character can be incomplete. */
    private static String decode(byte[] head) {
        CharBuffer text = CharBuffer.allocate(head.length);
        boolean invalid = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(head), text, false)
                .isError();
        text.flip();
        boolean hasBinary = text.chars().anyMatch(c -> Character.isISOControl(c) && TEXT_CONTROLS.indexOf(c) < 0);
        return head.length < MIN_LENGTH || invalid || hasBinary ? "" : text.toString();
    }
}
