// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Brings a text that was pasted out of a log, a web page or a JSON document into the form that {@link MessageTemplate}
 * searches: without escapes, colours, markup and the prefixes of log lines, with one kind of quote, and with each white
 * space as one character.
 *
 * <p>Line breaks stay visible: {@link #SOFT_BREAK} where a line may only be wrapped, {@link #HARD_BREAK} where another
 * message begins, because the next line has a prefix of a log or the string of a JSON document ends.
 *
 * <p>Every repetition in the patterns has a limit, so the time grows only linearly with the text.
 */
final class PastedText {
    /** A line break in the text that may be a wrapped line. */
    static final char SOFT_BREAK = '\n';

    /** The end of a message. */
    static final char HARD_BREAK = '\r';

    /** The only kind of quote in the text. */
    static final char QUOTE = '\'';

    private static final int HEX = 16;
    private static final int MIN_TERMINAL_WIDTH = 40;
    private static final int MAX_TERMINAL_WIDTH = 500;
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("ensp", " "),
            Map.entry("emsp", " "),
            Map.entry("thinsp", " "),
            Map.entry("amp", "&"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("sbquo", "\u201a"),
            Map.entry("ldquo", "\u201c"),
            Map.entry("rdquo", "\u201d"),
            Map.entry("bdquo", "\u201e"),
            Map.entry("laquo", "\u00ab"),
            Map.entry("raquo", "\u00bb"),
            Map.entry("lsaquo", "\u2039"),
            Map.entry("rsaquo", "\u203a"));
    private static final Pattern ENTITY = Pattern.compile(
            "&(?:amp;){0,4}(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(" + String.join("|", ENTITIES.keySet()) + "));");

    /** The end of a line that a mail in quoted-printable continues. */
    private static final String SOFT_LINE_BREAK = "(?<![<>!=])=\n(?=\\S)";

    /** A line that a mail or a shell continues, and an equals sign of a mail. */
    private static final Pattern CONTINUATION = Pattern.compile(SOFT_LINE_BREAK + "|\\\\\n|=3D(?=0x)");

    /** What shows that a text is quoted-printable. */
    private static final Pattern QUOTED_PRINTABLE = Pattern.compile(SOFT_LINE_BREAK + "|=3D");

    /** A space at the end of a line in quoted-printable; in any other text, the number 20. */
    private static final Pattern ENCODED_SPACE = Pattern.compile("=20(?=\n)");

    /** Escapes of JSON, C and shells; {@code #012} is how rsyslog writes a line feed. */
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\{1,8}(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(033|[nrtbfe\"'/]))|#0(11|12|15|33)(?![0-9])");

    private static final Map<String, String> ESCAPES = Map.ofEntries(
            Map.entry("n", "\n"),
            Map.entry("r", "\n"),
            Map.entry("t", "\t"),
            Map.entry("b", " "),
            Map.entry("f", " "),
            Map.entry("e", "\u001b"),
            Map.entry("033", "\u001b"),
            Map.entry("\"", "'"),
            Map.entry("'", "'"),
            Map.entry("/", "/"),
            Map.entry("11", "\t"),
            Map.entry("12", "\n"),
            Map.entry("15", "\n"),
            Map.entry("33", "\u001b"));

    /** Control sequences of ECMA-48, also those that lost their ESC. */
    private static final Pattern CONTROL_SEQUENCE = Pattern.compile("(?:\u001b|\\^\\[)\\[[0-9;:?]{0,30}[ -/]{0,3}[@-~]"
            + "|\u009b[0-9;:?]{0,30}[@-~]|\u001b\\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\\\)?|\u001b[@-_]?"
            + "|\\[[0-9]{1,3}(?:;[0-9]{1,3}){0,5}m");

    private static final Pattern BLOCK_TAG =
            Pattern.compile("(?i)</?(?:br|p|pre|div|li|ul|ol|td|tr|table|blockquote)(?: [^<>]{0,200})?/?>");
    private static final Pattern INLINE_TAG =
            Pattern.compile("(?i)</?(?:b|i|em|strong|tt|code|span|font|kbd|samp|mark)(?: [^<>]{0,200})?>");

    /** A member of a JSON object. */
    private static final Pattern JSON_MEMBER = Pattern.compile("\"[\\w.@-]{1,60}\" ?: ?[\"\\[{0-9tfn-]");

    /** A quote at the start or at the end of a JSON string. */
    private static final Pattern JSON_QUOTE = Pattern.compile("[{\\[,:] ?\"|\"(?= ?[}\\],:])");

    /** Guillemets point outwards in French, with spaces inside, and inwards in German. */
    private static final Pattern QUOTES = Pattern.compile(
            "(?<![^\\s(])[\u00ab\u2039][ \u00a0\u202f]?|[ \u00a0\u202f]?[\u00bb\u203a](?![\\p{L}\\p{N}])"
                    + "|[\u00ab\u2039\u00bb\u203a]|``|''|[\"`\u00b4\u2018-\u201f\u2032\u2033]");

    private static final Pattern CARRIAGE_RETURN = Pattern.compile("\r\n?");
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\u00a0\u2000-\u200b\u2028\u2029\u202f\ufeff]+");

    private final MappedText mapped;
    private final String flat;

    private PastedText(MappedText mapped) {
        this.mapped = mapped;
        flat = mapped.text().replace(SOFT_BREAK, ' ').replace(HARD_BREAK, ' ');
    }

    /** Returns the form of a text that can be searched. */
    static PastedText of(String original) {
        return of(MappedText.of(original).replace(CARRIAGE_RETURN, match -> "\n"));
    }

    /**
     * Returns the form of a text in which each line that is as long as the longest one continues with the next line,
     * without white space: a terminal breaks a line at its width. A line with a prefix of a log does not continue another
     * one. Returns empty if no line continues, or if the longest line is not as long as a terminal is wide.
     */
    static Optional<PastedText> ofJoinedLines(String original) {
        MappedText text = MappedText.of(original).replace(CARRIAGE_RETURN, match -> "\n");
        int width = text.text().lines().mapToInt(String::length).max().orElse(0);
        if (width < MIN_TERMINAL_WIDTH || width > MAX_TERMINAL_WIDTH) {
            return Optional.empty();
        }
        Pattern brokenLine = Pattern.compile("(?<=[^\n]{" + width + "})\n(?=[^\n])");
        MappedText joined =
                text.replace(brokenLine, match -> LogPrefix.isAt(text.text(), match.end()) ? match.group() : "");
        return joined.text().length() < text.text().length() ? Optional.of(of(joined)) : Optional.empty();
    }

    private static PastedText of(MappedText original) {
        boolean isQuotedPrintable = QUOTED_PRINTABLE.matcher(original.text()).find();
        MappedText decoded = isQuotedPrintable ? original.replace(ENCODED_SPACE, match -> "") : original;
        MappedText text = decoded.replace(CONTINUATION, match -> match.group().equals("=3D") ? "=" : "")
                .replace(ENTITY, PastedText::decodeEntity)
                .replace(ESCAPE, PastedText::decodeEscape)
                .replace(CONTROL_SEQUENCE, match -> "")
                .replace(BLOCK_TAG, match -> "\r")
                .replace(INLINE_TAG, match -> "");
        if (JSON_MEMBER.matcher(text.text()).find()) {
            text = text.replace(JSON_QUOTE, match -> "\r");
        }
        text = text.replace(QUOTES, match -> String.valueOf(QUOTE));
        text = LogPrefix.remove(text);
        return new PastedText(text.replace(WHITE_SPACE, PastedText::collapse));
    }

    /** Returns a text in which all kinds of quotes are {@link #QUOTE}. */
    static String unifyQuotes(String text) {
        return QUOTES.matcher(text).replaceAll(String.valueOf(QUOTE));
    }

    private static String decodeEntity(MatchResult match) {
        if (match.group(3) != null) {
            return ENTITIES.getOrDefault(match.group(3), match.group());
        }
        int codePoint =
                match.group(1) != null ? Integer.parseInt(match.group(1)) : Integer.parseInt(match.group(2), HEX);
        return decodeCodePoint(codePoint, match.group());
    }

    private static String decodeEscape(MatchResult match) {
        String hex = match.group(1) != null ? match.group(1) : match.group(2);
        if (hex != null) {
            String decoded = decodeCodePoint(Integer.parseInt(hex, HEX), match.group());
            return decoded.equals("\"") ? "'" : decoded;
        }
        return ESCAPES.getOrDefault(match.group(3) != null ? match.group(3) : match.group(4), match.group());
    }

    /** Returns one character; {@code otherwise} if the number is none of the basic multilingual plane. */
    private static String decodeCodePoint(int codePoint, String otherwise) {
        if (codePoint == 0 || !Character.isBmpCodePoint(codePoint) || Character.isSurrogate((char) codePoint)) {
            return otherwise;
        }
        return codePoint == '\r' ? "\n" : String.valueOf((char) codePoint);
    }

    private static String collapse(MatchResult match) {
        String space = match.group();
        if (space.indexOf(HARD_BREAK) >= 0) {
            return String.valueOf(HARD_BREAK);
        }
        return space.indexOf('\n') >= 0 ? String.valueOf(SOFT_BREAK) : " ";
    }

    /** Returns the text with its line breaks. */
    String text() {
        return mapped.text();
    }

    /** Returns the text with a space for each line break; of the same length as {@link #text}. */
    String flat() {
        return flat;
    }

    /** Returns the index in the pasted text of a character of this text. */
    int originalStart(int index) {
        return mapped.originalStart(index);
    }

    /** Returns the index in the pasted text after the character before {@code end}. */
    int originalEnd(int end) {
        return mapped.originalEnd(end);
    }

    /** Returns the part of the pasted text from which the characters {@code start} to {@code end - 1} come. */
    String original(int start, int end) {
        return mapped.original(start, end);
    }
}
