// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

/**
 * Converts text with the marks of Markdown inside a line: {@code `code`}, {@code **strong**}, {@code *emphasis*}, links and
 * escaped characters. A link to a part of the page or to a file is its text alone.
 */
final class InlineMarkdown {
    private static final String STRONG = "**";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int position;

    private InlineMarkdown(String source) {
        this.source = source;
    }

    /** Returns text with the escapes and fonts of {@link Roff}. */
    static String toRoff(String markdown) {
        return new InlineMarkdown(markdown).convert();
    }

    private String convert() {
        while (position < source.length()) {
            if (!convertCode() && !convertEmphasis() && !convertLink() && !convertEntity()) {
                convertCharacter();
            }
        }
        return out.toString();
    }

    private boolean convertCode() {
        int end = source.charAt(position) == '`' ? source.indexOf('`', position + 1) : -1;
        if (end < 0) {
            return false;
        }
        out.append(Roff.bold(source.substring(position + 1, end).replace("\\|", "|")));
        position = end + 1;
        return true;
    }

    private boolean convertEmphasis() {
        boolean isStrong = source.startsWith(STRONG, position);
        String mark = isStrong ? STRONG : "*";
        int start = position + mark.length();
        int end = source.startsWith(mark, position) ? source.indexOf(mark, start) : -1;
        if (end <= start || source.charAt(start) == ' ') {
            return false;
        }
        String text = source.substring(start, end);
        out.append(isStrong ? Roff.bold(text) : Roff.italic(text));
        position = end + mark.length();
        return true;
    }

    private boolean convertLink() {
        int middle = source.charAt(position) == '[' ? source.indexOf("](", position) : -1;
        int end = middle < 0 ? -1 : source.indexOf(')', middle);
        if (end < 0) {
            return false;
        }
        out.append(toRoff(source.substring(position + 1, middle)));
        String target = source.substring(middle + 2, end);
        if (target.startsWith("http")) {
            out.append(" (").append(Roff.escape(target)).append(')');
        }
        position = end + 1;
        return true;
    }

    private boolean convertEntity() {
        if (!source.startsWith("&lt;", position)) {
            return false;
        }
        out.append('<');
        position += "&lt;".length();
        return true;
    }

    private void convertCharacter() {
        if (source.charAt(position) == '\\' && position + 1 < source.length()) {
            position++;
        }
        int character = source.codePointAt(position);
        out.append(Roff.escape(Character.toString(character)));
        position += Character.charCount(character);
    }
}
