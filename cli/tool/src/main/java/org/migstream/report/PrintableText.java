// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.migstream.io.NameText;
import org.migstream.stream.SectionKey;

/** Text for terminals: escapes the characters of hostile text, and formats counts and offsets. */
public final class PrintableText {
    private static final HexFormat HEX = HexFormat.of();
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private PrintableText() {}

    /**
     * Escapes text from a stream, a profile or a plugin. Keeps printable ASCII except the backslash. Every other UTF-16
     * unit becomes a hexadecimal escape of two digits ({@code \xNN}) or, above 0xff, of four digits.
     */
    public static String escape(String raw) {
        return escape(raw, character -> character >= 0x20 && character < 0x7f && character != '\\');
    }

    /**
     * Escapes the name of a file or a snapshot so that it can be copied into {@code FILE#NAME}. Keeps the letters of all
     * languages. Every byte of a character that is not {@linkplain #isPrintable printable}, of a backslash, and every byte
     * that is not UTF-8, becomes {@code \\xNN}.
     */
    public static String escapeName(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        int length;
        for (int i = 0; i < name.length(); i += length) {
            int character = name.codePointAt(i);
            length = Character.charCount(character);
            if (isPrintable(character) && character != '\\') {
                escaped.appendCodePoint(character);
            } else {
                for (byte unit : NameText.encode(character)) {
                    escaped.append("\\x").append(HEX.toHexDigits(unit));
                }
            }
        }
        return escaped.toString();
    }

    /**
     * Escapes the characters of a message that are not {@linkplain #isPrintable printable}. Keeps the letters of all
     * languages.
     */
    public static String escapeControls(String message) {
        return escape(message, PrintableText::isPrintable);
    }

    private static String escape(String text, IntPredicate kept) {
        StringBuilder escaped = new StringBuilder(text.length());
        int length;
        for (int i = 0; i < text.length(); i += length) {
            int character = text.codePointAt(i);
            length = Character.charCount(character);
            if (kept.test(character)) {
                escaped.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    escaped.append(unit < 0x100 ? "\\x" + HEX.toHexDigits((byte) unit) : "\\u" + HEX.toHexDigits(unit));
                }
            }
        }
        return escaped.toString();
    }

    /**
     * Returns whether a character can be printed within a line. The unprintable characters are control characters, line
     * separators, characters that change the direction of text, unassigned and private characters, and lone surrogates.
     */
    public static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    /** Formats a number of bytes. From 10,000 bytes, the text also has the number in a larger unit. */
    public static String formatBytes(long count) {
        String exact = formatCount(count, "byte");
        if (count < 10_000) {
            return exact;
        }
        double value = count;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        long tenths = (long) Math.floor(value * 10 + 0.5);
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit] + " (" + exact + ")";
    }

    /**
     * Formats a count and its noun, such as {@code 2 bytes}. The plural must end with an s that the singular does not
     * have.
     */
    public static String formatCount(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Formats an offset in hexadecimal. */
    public static String formatOffset(long offset) {
        return "0x" + Long.toHexString(offset);
    }

    /** Formats an offset in a stream in hexadecimal and decimal, after the word {@code at}. */
    public static String formatPosition(long offset) {
        return "at " + formatOffset(offset) + " (" + offset + ")";
    }

    /** Formats the name of a section: its escaped idstr, and its instance id unless that is 0. */
    public static String formatSection(SectionKey section) {
        return escape(section.label());
    }
}
