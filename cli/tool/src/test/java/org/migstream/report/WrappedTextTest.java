// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests text in columns: its width, wrapping and shortening. */
class WrappedTextTest {
    private static final String[] WORDS = {"a", "state", "ends", "0123456789", "\u4e2d\u6587\u4e2d", "e\u0301"};

    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "'', 0",
        "\u00e4\u00df, 2",
        "e\u0301, 1",
        "\u4e2d\u6587, 4",
        "\uff21, 2",
        "\ud83d\ude00, 2",
        "\ud55c, 2",
        "\ufeff, 0",
        "\u2713, 1"
    })
    void width_isThatOfTerminal(String text, int width) {
        assertEquals(width, TextColumn.width(text));
        assertEquals(10, TextColumn.width(TextColumn.left(text, 10)));
        assertEquals(10, TextColumn.width(TextColumn.right(text, 10)));
    }

    @Test
    void shortenedText_fitsAndKeepsItsStartOrEnd() {
        assertEquals("abc...", TextColumn.shorten("abcdefghi", 6));
        assertEquals("...ghi", TextColumn.shortenFront("abcdefghi", 6));
        assertEquals("abcdef", TextColumn.shorten("abcdef", 6));
        assertEquals("\u4e2d...", TextColumn.shorten("\u4e2d\u4e2d\u4e2d\u4e2d", 6));
        assertEquals("...\u4e2d", TextColumn.shortenFront("\u4e2d\u4e2d\u4e2d\u4e2d", 6));
    }

    @Test
    void wrappedText_hasAllWordsThatFit_andNoWiderLine() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder("  label:");
            for (int count = random.nextInt(30); count > 0; count--) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            int width = 20 + random.nextInt(40);
            int maxLines = 1 + random.nextInt(8);
            List<String> lines = WrappedText.wrap(text.toString(), width, "    ", maxLines);
            assertTrue(lines.size() <= maxLines, text::toString);
            lines.forEach(line -> assertTrue(TextColumn.width(line) <= width, line));
            String joined = String.join(" ", lines.stream().map(String::strip).toList());
            if (joined.endsWith(" ...")) {
                assertEquals(maxLines, lines.size());
                joined = joined.substring(0, joined.length() - 4);
                assertTrue(text.toString().strip().startsWith(joined + " "), joined);
            } else {
                assertEquals(text.toString().strip(), joined);
            }
        }
    }

    @Test
    void wordWiderThanLine_isShortened() {
        assertEquals(List.of("  aaaaa...", "    bb"), WrappedText.wrap("  " + "a".repeat(40) + " bb", 10, "    ", 3));
        assertEquals(List.of("aaaaaaa..."), WrappedText.wrap("a".repeat(40), 10, "  ", 3));
    }
}
