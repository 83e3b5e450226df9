// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The part of a text that is searched for messages: its end, because a log ends with the failure.
 *
 * @param text the part, at most {@link #MAX_LENGTH} characters
 * @param isTruncated whether the text has more before this part
 */
public record SearchedText(String text, boolean isTruncated) {
    /** The maximum length of the part, in characters and in bytes of UTF-8. */
    public static final int MAX_LENGTH = 1 << 18;

    /** Returns the end of a text. */
    public static SearchedText of(String text) {
        return endOf(text, false);
    }

    /** Reads a stream to its end and returns the end of its text, which is UTF-8. */
    public static SearchedText read(InputStream stream) throws IOException {
        // The buffer is needed: FileInputStream.readNBytes asks for the position, which fails on a pipe.
        InputStream in = new BufferedInputStream(stream);
        byte[] before = {};
        byte[] last = in.readNBytes(MAX_LENGTH);
        boolean isTruncated = false;
        for (byte[] next = in.readNBytes(MAX_LENGTH); next.length > 0; next = in.readNBytes(MAX_LENGTH)) {
            isTruncated |= before.length > 0;
            before = last;
            last = next;
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.write(before);
        end.write(last);
        return endOf(end.toString(StandardCharsets.UTF_8), isTruncated);
    }

    /** Returns the last characters; starts with a whole line if there is one. */
    private static SearchedText endOf(String text, boolean isTruncated) {
        if (text.length() <= MAX_LENGTH && !isTruncated) {
            return new SearchedText(text, false);
        }
        String end = text.substring(Math.max(0, text.length() - MAX_LENGTH));
        int line = end.indexOf('\n') + 1;
        return new SearchedText(line < end.length() ? end.substring(line) : end, true);
    }
}
