// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Severity;

class TextWriterTest {
    private static final String LONG_WORD = "x".repeat(90);
    private static final List<String> PARAGRAPHS = List.of(
            "",
            "word",
            "a stream ends here, and what follows are words of every length, a few incomprehensibilities among them",
            LONG_WORD,
            LONG_WORD + " is a long word in front of some others that are all quite short but together too long",
            "  error: " + LONG_WORD
                    + " and so on until the end of a line of a hundred columns has been reached and more",
            "a".repeat(80) + " " + "b".repeat(74) + " c");

    private final StringWriter text = new StringWriter();

    /** A terminal gets all words unbroken, and no line is longer than necessary. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7, 20, 40, 79, 80, 81, 100, 132, 1000})
    void terminalParagraph_wrapsBetweenWords(int columns) throws IOException {
        for (String paragraph : PARAGRAPHS) {
            StringWriter wrapped = new StringWriter();
            new TextWriter(wrapped, false, columns).paragraph(paragraph);
            List<String> lines = wrapped.toString().lines().toList();
            assertEquals(
                    List.of(paragraph.trim().split(" ")),
                    List.of(wrapped.toString().trim().split("\\s+")));
            for (String line : columns > 6 ? lines : List.<String>of()) {
                assertTrue(line.length() <= columns || line.trim().indexOf(' ') < 0, columns + ": " + line);
            }
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                assertTrue(line.startsWith("      ") && line.charAt(6) != ' ', line);
            }
        }
    }

    @Test
    void fileParagraph_isOneLine() throws IOException {
        for (String paragraph : PARAGRAPHS) {
            new TextWriter(text, false, 0).paragraph(paragraph);
        }
        assertEquals(String.join("\n", PARAGRAPHS) + "\n", text.toString());
    }

    @ParameterizedTest
    @EnumSource
    void colours_appearOnlyOnTerminals(Severity severity) throws IOException {
        for (boolean colour : new boolean[] {false, true}) {
            TextWriter out = new TextWriter(text, colour, 80);
            out.setColour(severity);
            out.paragraph("text");
            out.resetColour();
            out.heading("head");
            out.tableHeading("id name");
        }
        String start = List.of("", "\u001b[33m", "\u001b[31m").get(severity.ordinal());
        assertEquals(
                "text\nhead\nid name\n" + start + "text\n\u001b[0m\u001b[1mhead\n\u001b[0m\u001b[1mid name\u001b[0m\n",
                text.toString());
    }

    @Test
    void longHeading_isWrapped_butNotThatOfTable() throws IOException {
        TextWriter out = new TextWriter(text, false, 20);
        out.heading("0000:00:01.0/vfio: not compatible");
        out.tableHeading("offset  length  type  name");
        assertEquals("0000:00:01.0/vfio:\n      not compatible\noffset  length  type  name\n", text.toString());
    }

    @Test
    void longItem_continuesIndented() throws IOException {
        TextWriter out = new TextWriter(text, false, 30);
        out.item("a", "some words for three lines, maybe");
        out.item("b", LONG_WORD + " c");
        String below = "\n" + " ".repeat(17);
        assertEquals(
                "  a              some words" + below + "for three" + below + "lines, maybe\n  b              "
                        + LONG_WORD + below + "c\n",
                text.toString());
    }

    @Test
    void items_areAlignedInColumns() throws IOException {
        TextWriter out = new TextWriter(text, false, 0);
        out.item("input", "main");
        out.item("", "more");
        assertEquals("  input          main\n                 more\n", text.toString());
    }
}
