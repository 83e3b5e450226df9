// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.explain.UnexplainedLines.NumberedLine;
import org.migstream.plugin.Plugins;

/** Tests that no line of a log is dropped silently. */
class UnexplainedLinesTest {
    private static final String KNOWN = "2026-11-29T23:12:04.123999Z qemu-system-x86_64: Not a migration stream\n";

    private static Explanation explain(String text) {
        return new Explainer(Plugins.none()).explain(SearchedText.of(text));
    }

    private static UnexplainedLines unexplained(String text) {
        return explain(text).unexplained().orElseThrow();
    }

    private static String render(String text) throws IOException {
        StringWriter out = new StringWriter();
        new ExplainText(out, false, 0).render(explain(text));
        return out.toString();
    }

    @Test
    void linesOutsideOfMessages_areCounted_andSuspiciousOnesListed() throws IOException {
        String log = "one\n\n" + KNOWN + "2026-11-29T23:12:04Z qemu-system-x86_64: warning: netdev has no peer\n";
        assertEquals(
                new UnexplainedLines(
                        2, 3, List.of(1L, 4L), 1, List.of(new NumberedLine(4, "warning: netdev has no peer"))),
                unexplained(log));
        assertTrue(
                render(log)
                        .endsWith(
                                "\n2 of 3 lines are not explained: lines 1, 4\n  line 4         warning: netdev has no peer\n"),
                render(log));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something unknown",
                KNOWN,
                KNOWN + KNOWN,
                KNOWN + "\n \n\t\n",
                "Not a migration\nstream",
                "{\"msg\": \"qemu-kvm: Not a migration stream\\nload of migration failed: Invalid argument\"}"
            })
    void explainedTexts_andSingleLines_haveNone(String text) {
        assertEquals(Optional.empty(), explain(text).unexplained());
    }

    /** A template is searched only a limited number of times. */
    @Test
    void repeatedMessage_isExplainedEverywhere() {
        String log = KNOWN.repeat(1000);
        assertEquals(Optional.empty(), explain(log).unexplained());
        UnexplainedLines lines = unexplained(log + "other\n");
        assertEquals(List.of(1001L), lines.numbers());
        assertEquals(1001, lines.lines());
    }

    @Test
    void longLog_isSummarized() throws IOException {
        String log = "nothing of interest\n".repeat(5000) + "an error\n".repeat(20) + KNOWN;
        UnexplainedLines lines = unexplained(log);
        assertEquals(5020, lines.count());
        assertEquals(20, lines.suspiciousCount());
        assertEquals(UnexplainedLines.MAX_LISTED, lines.suspicious().size());
        assertEquals(5001, lines.suspicious().get(0).number());
        String text = render(log);
        assertTrue(
                text.contains(
                        "5020 of 5021 lines are not explained. 20 of them have a word such as 'error', or name a device of"
                                + " the stream; the first 8:\n  line 5001"),
                text);
    }

    /** Numbers of lines are those of the whole log, of which only the end is searched. */
    @Test
    void lineNumbers_countTheLinesBeforeTheSearchedPart() throws IOException {
        String log = "0123456789 0123456789 0123456789\n".repeat(40_000) + "an error\n" + KNOWN;
        assertEquals(40_001, unexplained(log).suspicious().get(0).number());
        SearchedText read = SearchedText.read(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                40_001,
                new Explainer(Plugins.none())
                        .explain(read)
                        .unexplained()
                        .orElseThrow()
                        .suspicious()
                        .get(0)
                        .number());
    }

    @Test
    void listedLines_areShort_andCannotControlATerminal() throws IOException {
        String log = KNOWN + "error \u001b[31mred\u0007\u202e \u00fc\ud83d\ude00" + "x".repeat(1000) + "\n";
        String text = render(log);
        assertTrue(text.contains("error red"), text);
        assertTrue(text.contains("\u00fc"), text);
        assertFalse(text.contains("\u001b") || text.contains("\u0007") || text.contains("\u202e"), text);
        assertTrue(text.lines().allMatch(line -> line.length() < 700), text);
        assertTrue(text.contains("xxx..."), text);
    }

    /** The advice to explain all lines is only for a user who gave one line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "load of migration failed: Bad address",
                "Error while loading vmstate",
                "Failed to load mc146818rtc:cmos_data",
                "error while loading state section id 2(kvmclock)",
                "Error -22 while loading VM state"
            })
    void adviceToExplainOtherLines_isOnlyForASingleLine(String message) {
        String alone = explain(message).diagnoses().get(0).advice();
        String withOther =
                explain("another line\n" + message).diagnoses().get(0).advice();
        assertTrue(alone.startsWith("Explain "), alone);
        assertFalse(withOther.contains("Explain "), withOther);
        assertTrue(alone.endsWith(withOther), withOther);
    }

    @Test
    void withoutTexts_keepsOnlyNumbers() {
        UnexplainedLines lines =
                unexplained("an error of host secret\n" + KNOWN).withoutTexts();
        assertEquals(new UnexplainedLines(1, 2, List.of(1L), 1, List.of()), lines);
        assertEquals("1 of 2 lines is not explained: line 1", ExplainText.formatUnexplained(lines));
    }
}
