// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.stream.SectionKey;

class PrintableTextTest {
    private static final String HOSTILE = "a\u001b[2J\n\\\u00e9\u202e\u2028\ud83d\ude00\ud83d";

    @Test
    void escape_keepsPrintableAsciiOnly() {
        assertEquals("a\\x1b[2J\\x0a\\x5c\\xe9\\u202e\\u2028\\ud83d\\ude00\\ud83d", PrintableText.escape(HOSTILE));
    }

    @Test
    void escapeControls_keepsLettersOfAllLanguages() {
        assertEquals("a\\x1b[2J\\x0a\\\u00e9\\u202e\\u2028\ud83d\ude00\\ud83d", PrintableText.escapeControls(HOSTILE));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1, 1 byte", "9999, 9999 bytes", "10000, 9.8 KiB (10000 bytes)"})
    void formatBytes_usesUnitForLargeCounts(long count, String text) {
        assertEquals(text, PrintableText.formatBytes(count));
    }

    @Test
    void formatSection_omitsInstanceZero() {
        assertEquals("ram", PrintableText.formatSection(new SectionKey("ram", 0)));
        assertEquals("a\\x0a #2", PrintableText.formatSection(new SectionKey("a\n", 2)));
    }
}
