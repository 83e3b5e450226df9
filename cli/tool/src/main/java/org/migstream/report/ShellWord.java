// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.nio.charset.StandardCharsets;

/** Quotes words for a shell, so that a printed command can be copied. */
public final class ShellWord {
    private static final String PLAIN = "_@%+=:,./-#";

    private ShellWord() {}

    /**
     * Quotes a word if a shell would change it. A word with a character that is not printable gets the quotes {@code $'...'} of
     * bash, zsh and POSIX 2024.
     */
    public static String quote(String word) {
        boolean isPlain = !word.isEmpty() && word.charAt(0) != '#';
        boolean isPrintable = true;
        for (int i = 0; i < word.length(); i++) {
            int character = word.codePointAt(i);
            isPlain &= isPlain(character);
            isPrintable &= PrintableText.isPrintable(character);
            i += Character.charCount(character) - 1;
        }
        return isPlain ? word : isPrintable ? "'" + word.replace("'", "'\\''") + "'" : quoteBytes(word);
    }

    /** Quotes the name of a file. A name that begins like an option gets the directory. */
    public static String quoteFile(String name) {
        return quote(name.startsWith("-") && name.length() > 1 ? "./" + name : name);
    }

    private static boolean isPlain(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || PLAIN.indexOf(character) >= 0;
    }

    private static String quoteBytes(String word) {
        StringBuilder quoted = new StringBuilder("$'");
        for (int i = 0; i < word.length(); i++) {
            int character = word.codePointAt(i);
            i += Character.charCount(character) - 1;
            if (character == '\'' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (PrintableText.isPrintable(character)) {
                quoted.appendCodePoint(character);
            } else {
                // Three octal digits end an escape, whatever follows it.
                for (byte unit : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    quoted.append('\\');
                    for (int shift = 6; shift >= 0; shift -= 3) {
                        quoted.append((Byte.toUnsignedInt(unit) >> shift) & 7);
                    }
                }
            }
        }
        return quoted.append('\'').toString();
    }
}
