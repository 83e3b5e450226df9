// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoffTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '%', textBlock = """
            --all     | \\-\\-all
            \\xNN     | \\exNN
            'a'       | \\(aqa\\(aq
            ~/x^2`"   | \\(ti/x\\(ha2\\(ga\\(dq
            ä€        | \\[u00E4]\\[u20AC]
            """)
    void escape_keepsCharactersAsTheyAre(String text, String escaped) {
        assertEquals(escaped, Roff.escape(text));
    }

    @Test
    void lineThatWouldBeAMacro_isGuarded() {
        Roff page = new Roff("p", 1, "2026-01-01", "s");
        page.lines(List.of(".SH", "'x", "a .b"));
        page.paragraph(".start");
        assertTrue(page.toString().endsWith("\n\\&.SH\n\\(aqx\na .b\n.fi\n.PP\n\\&.start\n"), page.toString());
    }

    @Test
    void wideLines_beginAtTheLeftMargin() {
        Roff page = new Roff("p", 1, "2026-01-01", "s");
        page.lines(List.of("x".repeat(73)));
        assertTrue(page.toString().endsWith("\n.in 0\n.nf\n" + "x".repeat(73) + "\n.fi\n.in\n"), page.toString());
    }

    @Test
    void text_isWrittenInShortLines_andWrappedPartsAreGuarded() {
        Roff page = new Roff("p", 1, "2026-01-01", "s");
        page.paragraph("x".repeat(78) + " .SH");
        assertTrue(page.toString().endsWith("\n" + "x".repeat(78) + "\n\\&.SH\n"), page.toString());
    }
}
