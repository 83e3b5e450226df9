// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that are bytes in a file, usually but not always UTF-8. As a string, a byte that is not valid UTF-8 is the lone
 * surrogate 0xdc00 plus the byte (as in Python's {@code surrogateescape}), so no byte is lost. In reports, unprintable
 * bytes are written as {@code \xNN}.
 */
public final class NameText {
    private static final int SURROGATE_BASE = 0xdc00;
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

    private NameText() {}

    /**
     * Returns whether a word of the command line has lost bytes: Java puts U+FFFD in place of bytes that are not
     * characters in the locale. A file with such a name cannot be opened.
     */
    public static boolean hasLostBytes(String word) {
        return word.indexOf('\ufffd') >= 0;
    }

    /** Decodes a name. */
    public static String decode(byte[] name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (SURROGATE_BASE + Byte.toUnsignedInt(in.get())));
            }
            result = decoder.reset().decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** Returns the bytes of a character: those that {@link #decode} has decoded to it. */
    public static byte[] encode(int character) {
        return isInvalidByte(character)
                ? new byte[] {(byte) character}
                : Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether a character represents a byte that is not valid UTF-8. */
    public static boolean isInvalidByte(int character) {
        return character >= SURROGATE_BASE + 0x80 && character <= SURROGATE_BASE + 0xff;
    }

    /** Replaces each {@code \xNN} of a printed name by the byte, and decodes the result. */
    public static String unescape(String printed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(printed.length());
        Matcher escape = ESCAPE.matcher(printed);
        int from = 0;
        while (escape.find()) {
            printed.substring(from, escape.start()).codePoints().forEach(c -> bytes.writeBytes(encode(c)));
            bytes.write(HexFormat.fromHexDigits(escape.group(1)));
            from = escape.end();
        }
        printed.substring(from).codePoints().forEach(c -> bytes.writeBytes(encode(c)));
        return decode(bytes.toByteArray());
    }
}
