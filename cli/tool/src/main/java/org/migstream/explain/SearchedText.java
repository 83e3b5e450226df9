// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.migstream.report.PrintableText;

/**
 * The part of a text that is searched for messages: its end, because a log ends with the failure.
 *
 * @param text the part, at most {@link #MAX_LENGTH} characters
 * @param isTruncated whether the text has more before this part
 * @param linesBefore the number of lines before this part
 */
public record SearchedText(String text, boolean isTruncated, long linesBefore) {
    /** The maximum length of the part, in characters and in bytes of UTF-8. */
    public static final int MAX_LENGTH = 1 << 18;

    /** The character that Java puts in place of bytes that are not UTF-8. */
    private static final int REPLACEMENT = 0xfffd;

    /** The largest part of the characters of a text that may be unprintable: one of so many. */
    private static final int UNPRINTABLE_PART = 16;

    /** Returns the end of a text. */
    public static SearchedText of(String text) {
        return endOf(text, false, 0);
    }

    /** Reads a stream to its end and returns the end of its text, which is UTF-8. */
    public static SearchedText read(InputStream stream) throws IOException {
        // The buffer is needed: FileInputStream.readNBytes asks for the position, which fails on a pipe.
        InputStream in = new BufferedInputStream(stream);
        return endOf(in.readNBytes(MAX_LENGTH), in);
    }

    /**
     * Reads a log to its end and returns the end of its text. A stream that is taken for a log by mistake would show the memory
     * of the guest, so its start counts, too: a stream can end with a long text.
     *
     * @return empty if it is not a text; then the stream is partly read
     */
    public static Optional<SearchedText> readLog(InputStream stream) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        byte[] start = in.readNBytes(MAX_LENGTH);
        return isText(new String(start, StandardCharsets.UTF_8))
                ? Optional.of(endOf(start, in)).filter(end -> isText(end.text))
                : Optional.empty();
    }

    private static SearchedText endOf(byte[] start, InputStream in) throws IOException {
        byte[] before = {};
        byte[] last = start;
        boolean isTruncated = false;
        long linesBefore = 0;
        for (byte[] next = in.readNBytes(MAX_LENGTH); next.length > 0; next = in.readNBytes(MAX_LENGTH)) {
            isTruncated |= before.length > 0;
            linesBefore += countLines(new String(before, StandardCharsets.ISO_8859_1));
            before = last;
            last = next;
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.write(before);
        end.write(last);
        return endOf(end.toString(StandardCharsets.UTF_8), isTruncated, linesBefore);
    }

    private static long countLines(String text) {
        return text.chars().filter(character -> character == '\n').count();
    }

    private static boolean isText(String text) {
        long unprintable = text.codePoints()
                .filter(character -> character == REPLACEMENT
                        || !Character.isWhitespace(character) && !PrintableText.isPrintable(character))
                .count();
        return text.indexOf('\0') < 0 && unprintable <= text.length() / UNPRINTABLE_PART;
    }

    /** Returns the last characters; starts with a whole line if there is one. */
    private static SearchedText endOf(String text, boolean isTruncated, long linesBefore) {
        if (text.length() <= MAX_LENGTH && !isTruncated) {
            return new SearchedText(text, false, 0);
        }
        int start = Math.max(0, text.length() - MAX_LENGTH);
        int line = text.indexOf('\n', start) + 1;
        if (line > 0 && line < text.length()) {
            start = line;
        }
        return new SearchedText(text.substring(start), true, linesBefore + countLines(text.substring(0, start)));
    }
}
