// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The charset of text on the standard streams: that of the locale. Characters that the charset does not have are written
 * as {@code \\u} and four hexadecimal digits for each UTF-16 unit.
 */
record OutputCharset(Charset charset) {
    /** The charset if the locale is not known. */
    static final OutputCharset UTF_8 = new OutputCharset(StandardCharsets.UTF_8);

    /** Returns the charset of this process's locale. */
    static OutputCharset ofLocale() {
        String name = System.getProperty("native.encoding", "UTF-8");
        return name.equals("UTF-8") || !Charset.isSupported(name) ? UTF_8 : new OutputCharset(Charset.forName(name));
    }

    /** Returns a writer of text to a stream. */
    Writer writer(OutputStream out) {
        Writer writer = new OutputStreamWriter(out, charset);
        return isUnicode() ? writer : new EscapingWriter(writer);
    }

    /** Escapes the characters that the charset does not have. */
    String escape(String text) {
        if (isUnicode()) {
            return text;
        }
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean isPair = Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length();
            String character = text.substring(i, isPair ? i + 2 : i + 1);
            if (encoder.canEncode(character)) {
                escaped.append(character);
            } else {
                character.chars().forEach(unit -> escaped.append("\\u")
                        .append(HexFormat.of().toHexDigits((char) unit)));
            }
            i += isPair ? 1 : 0;
        }
        return escaped.toString();
    }

    private boolean isUnicode() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    private final class EscapingWriter extends FilterWriter {
        EscapingWriter(Writer out) {
            super(out);
        }

        @Override
        public void write(int character) throws IOException {
            out.write(escape(Character.toString((char) character)));
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            out.write(escape(new String(characters, from, length)));
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            out.write(escape(text.substring(from, from + length)));
        }
    }
}
