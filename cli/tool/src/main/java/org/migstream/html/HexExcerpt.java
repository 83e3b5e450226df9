// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.HexFormat;

/** Some bytes around a place, as lines of {@value #LINE} bytes. */
final class HexExcerpt {
    static final int LINE = 16;

    /** The number of bytes around the first marked byte: its line, and those before and after it. */
    static final int LENGTH = 3 * LINE;

    private static final HexFormat HEX = HexFormat.of();

    private final long start;
    private final byte[] bytes;
    private final long markFrom;
    private final long markEnd;

    /**
     * @param start the offset of the first byte
     * @param bytes the bytes
     * @param markFrom the offset of the first marked byte
     * @param markEnd the offset after the last marked byte
     */
    HexExcerpt(long start, byte[] bytes, long markFrom, long markEnd) {
        this.start = start;
        this.bytes = bytes.clone();
        this.markFrom = markFrom;
        this.markEnd = markEnd;
    }

    /** Returns the offset of the first byte of an excerpt around a place. */
    static long startFor(long place) {
        return Math.max(0, place / LINE * LINE - LINE);
    }

    /** Writes the lines. */
    void write(HtmlWriter out) throws IOException {
        out.open("pre", "class", "hex", "role", "group", "tabindex", "0", "aria-label", "bytes in hexadecimal");
        int digits = Math.max(4, Long.toHexString(start + bytes.length).length());
        for (int from = 0; from < bytes.length; from += LINE) {
            int end = Math.min(from + LINE, bytes.length);
            out.element("span", HEX.toHexDigits(start + from, digits), "class", "offset")
                    .text(" ");
            writeBytes(out, from, end);
            out.text("   ".repeat(from + LINE - end) + "  ");
            for (int i = from; i < end; i++) {
                boolean isPlain = bytes[i] >= 0x20 && bytes[i] < 0x7f;
                out.text(isPlain ? Character.toString(bytes[i]) : ".");
            }
            out.line();
        }
        out.closeLine();
    }

    private void writeBytes(HtmlWriter out, int from, int end) throws IOException {
        boolean isMarked = false;
        for (int i = from; i < end; i++) {
            boolean marksThis = start + i >= markFrom && start + i < markEnd;
            if (isMarked && !marksThis) {
                out.close();
            }
            out.text(" ");
            if (!isMarked && marksThis) {
                out.open("mark");
            }
            isMarked = marksThis;
            out.text(HEX.toHexDigits(bytes[i]));
        }
        if (isMarked) {
            out.close();
        }
    }
}
