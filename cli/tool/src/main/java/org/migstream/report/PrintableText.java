// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.migstream.io.NameText;
import org.migstream.stream.SectionKey;

/** Text for terminals: escapes the characters of hostile text, and formats counts and offsets. */
public final class PrintableText {
    private static final HexFormat HEX = HexFormat.of();
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private static final int MAX_ASCII = 0x7f;
    private static final int MAX_BYTE = 0xff;

    /** The number of bytes from which a larger unit is used. */
    private static final long MIN_LARGE = 10_000;

    private PrintableText() {}

    /**
     * Escapes text from a stream, a profile or a plugin. Keeps printable ASCII except the backslash, and the printable
     * characters of other languages. In text from a stream, each character up to 0xff is a byte; bytes that are UTF-8 are
     * shown as the character. Every other byte becomes {@code \xNN}, and every other UTF-16 unit an escape of four digits.
     */
    public static String escape(String raw) {
        StringBuilder escaped = new StringBuilder(raw.length());
        int length;
        for (int i = 0; i < raw.length(); i += length) {
            int character = raw.codePointAt(i);
            length = Character.charCount(character);
            if (character <= MAX_BYTE && !isPlainAscii(character)) {
                int decoded = decodeUtf8(raw, i);
                length = decoded < 0 ? 1 : Character.toString(decoded).getBytes(StandardCharsets.UTF_8).length;
                character = decoded;
            }
            if (isPlainAscii(character) || character > MAX_ASCII && isPrintable(character)) {
                escaped.appendCodePoint(character);
            } else {
                appendEscapes(raw.substring(i, i + length), escaped);
            }
        }
        return escaped.toString();
    }

    /** Returns the character beyond ASCII whose bytes in UTF-8 are the characters of a text from an index on; -1 if none is. */
    private static int decodeUtf8(String text, int index) {
        int first = text.charAt(index);
        int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (length == 0 || index + length > text.length()) {
            return -1;
        }
        int character = first & (MAX_BYTE >> (length + 1));
        for (int i = index + 1; i < index + length; i++) {
            if ((text.charAt(i) & ~0x3f) != 0x80) {
                return -1;
            }
            character = character << 6 | text.charAt(i) & 0x3f;
        }
        boolean isShortest = length == 2 || character >= (length == 3 ? 0x800 : 0x10000);
        boolean isSurrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        return isShortest && !isSurrogate && character <= Character.MAX_CODE_POINT ? character : -1;
    }

    private static void appendEscapes(String units, StringBuilder escaped) {
        for (int i = 0; i < units.length(); i++) {
            char unit = units.charAt(i);
            escaped.append(unit <= MAX_BYTE ? "\\x" + HEX.toHexDigits((byte) unit) : "\\u" + HEX.toHexDigits(unit));
        }
    }

    private static boolean isPlainAscii(int character) {
        return character >= 0x20 && character < 0x7f && character != '\\';
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
                appendEscapes(Character.toString(character), escaped);
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
        return count < MIN_LARGE ? exact : formatLarge(count) + " (" + exact + ")";
    }

    /** Formats a number of bytes in at most 10 characters: exactly below 10,000 bytes, else in a larger unit. */
    public static String formatSize(long count) {
        return count < MIN_LARGE ? count + " B" : formatLarge(count);
    }

    private static String formatLarge(long count) {
        double value = count;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        long tenths = (long) Math.floor(value * 10 + 0.5);
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
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
