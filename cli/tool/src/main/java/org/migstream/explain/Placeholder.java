// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.migstream.vfio.Errno;

/**
 * A placeholder of a {@link MessageTemplate}.
 *
 * @param name the name of its value
 * @param kind which text it matches
 * @param prefixed whether the template has {@code 0x} before it
 */
record Placeholder(String name, Kind kind, boolean prefixed) {
    /** The maximum length of a value, in characters. */
    static final int MAX_LENGTH = 255;

    /** The maximum length of a value of {@link Kind#LINE}, in characters. */
    static final int MAX_LINE_LENGTH = 1000;

    private static final int HEX = 16;
    private static final int MAX_HEX_DIGITS = 32;
    private static final int MAX_DIGITS = 20;

    /** The texts of strerror(), the longer ones first. */
    private static final List<String> ERRORS = Arrays.stream(Errno.values())
            .map(Errno::message)
            .sorted((one, other) -> other.length() - one.length())
            .toList();

    /** The kinds of text that a placeholder matches. */
    enum Kind {
        /** Text up to the literal that follows in the template, or up to the next white space. */
        TEXT,
        /** Text without white space. */
        WORD,
        /** The rest of the line. */
        LINE,
        /** Text that may be empty. */
        ANY,
        /** A decimal number, with or without a sign. */
        INT,
        /** A hexadecimal number, with or without 0x. */
        HEX,
        /** A number with 0x, or a decimal number. */
        NUM,
        /** A text of strerror(). */
        ERROR;

        boolean isNumber() {
            return this == INT || this == HEX || this == NUM;
        }
    }

    /** Reads {@code name} or {@code name:kind}, what is between the braces of a template. */
    static Placeholder parse(String text, boolean prefixed) {
        int colon = text.indexOf(':');
        if (colon >= 0) {
            return new Placeholder(
                    text.substring(0, colon),
                    Kind.valueOf(text.substring(colon + 1).toUpperCase(Locale.ROOT)),
                    prefixed);
        }
        return new Placeholder(text, text.equals("error") ? Kind.ERROR : Kind.TEXT, prefixed);
    }

    /** Returns the end of the number or error text that starts at an index; -1 if there is none. */
    int endOf(String text, int start) {
        return kind == Kind.ERROR ? endOfError(text, start) : endOfNumber(text, start);
    }

    private static int endOfError(String text, int start) {
        for (String error : ERRORS) {
            if (text.startsWith(error, start)) {
                return start + error.length();
            }
        }
        return -1;
    }

    private int endOfNumber(String text, int start) {
        int first = start;
        if (kind != Kind.HEX && first < text.length() && (text.charAt(first) == '-' || text.charAt(first) == '+')) {
            first++;
        }
        boolean hexPrefix = hasHexPrefix(text, first);
        boolean hex = hexPrefix || kind == Kind.HEX;
        int digits = hexPrefix ? first + 2 : first;
        int end = digits;
        while (end < text.length() && Character.digit(text.charAt(end), hex ? HEX : 10) >= 0) {
            end++;
        }
        int length = end - digits;
        if (text.regionMatches(true, digits, "0x", 0, 2)) {
            return -1;
        }
        return length == 0 || length > (hex ? MAX_HEX_DIGITS : MAX_DIGITS) ? -1 : end;
    }

    private static boolean hasHexPrefix(String text, int index) {
        return text.regionMatches(true, index, "0x", 0, 2)
                && index + 2 < text.length()
                && Character.digit(text.charAt(index + 2), HEX) >= 0;
    }

    /** Returns the start of the value that ends before an index, in a template that begins with this placeholder; -1 if
     * there is none. */
    int startBefore(String text, int end) {
        if (kind == Kind.ERROR) {
            return ERRORS.stream()
                    .filter(error -> text.startsWith(error, end - error.length()))
                    .mapToInt(error -> end - error.length())
                    .findFirst()
                    .orElse(-1);
        }
        int limit = Math.max(0, end - MAX_LENGTH);
        int start = end;
        while (start > limit && mayBeBefore(text.charAt(start - 1))) {
            start--;
        }
        if (kind.isNumber()) {
            while (start < end && endOf(text, start) != end) {
                start++;
            }
        }
        return start == end ? -1 : start;
    }

    private boolean mayBeBefore(char c) {
        if (kind == Kind.LINE || kind == Kind.ANY) {
            return c != PastedText.SOFT_BREAK && c != PastedText.HARD_BREAK;
        }
        return c > ' ' && c != PastedText.QUOTE;
    }

    /**
     * Returns a value in the form in which meanings and lookups use it: hexadecimal without 0x and leading zeros, a
     * decimal number as such, a text with each white space as one space.
     *
     * <p>If the template has 0x before a hexadecimal number and the text does not, digits are decimal: the number
     * was converted.
     */
    String valueOf(String text) {
        if (!kind.isNumber()) {
            return text.replace(PastedText.SOFT_BREAK, ' ').replace(PastedText.HARD_BREAK, ' ');
        }
        boolean negative = text.startsWith("-");
        String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
        boolean hexPrefix = hasHexPrefix(unsigned, 0);
        String digits = hexPrefix ? unsigned.substring(2) : unsigned;
        boolean decimal = !hexPrefix && (kind != Kind.HEX || prefixed && isDecimal(digits));
        BigInteger value = new BigInteger(digits, decimal ? 10 : HEX);
        if (kind == Kind.HEX) {
            return value.toString(HEX);
        }
        if (kind == Kind.NUM && hexPrefix) {
            return "0x" + value.toString(HEX);
        }
        return (negative ? value.negate() : value).toString();
    }

    private static boolean isDecimal(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
