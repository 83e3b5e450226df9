// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.NameText;
import org.migstream.stream.SectionKey;

class PrintableTextTest {
    private static final String HOSTILE = "a\u001b[2J\n\\\u00e9\u202e\u2028\ud83d\ude00\ud83d";

    @Test
    void escape_keepsPrintableCharacters() {
        assertEquals("a\\x1b[2J\\x0a\\x5c\\xe9\\u202e\\u2028\ud83d\ude00\\ud83d", PrintableText.escape(HOSTILE));
    }

    /** The reader of streams makes a character of each byte. */
    @ParameterizedTest
    @ValueSource(strings = {"schnappschu\u00df", "\u4e2d\u6587", "\ud83d\ude00", "a\u00a9b"})
    void escape_decodesUtf8(String name) {
        String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(name, PrintableText.escape(bytes));
        assertEquals(name + "\\xe4", PrintableText.escape(bytes + "\u00e4"));
    }

    /** Bidirectional overrides, unassigned characters, overlong forms, surrogates, and truncated characters. */
    @ParameterizedTest
    @CsvSource({
        "e280ae, \\xe2\\x80\\xae",
        "c285, \\xc2\\x85",
        "c080, \\xc0\\x80",
        "e08080, \\xe0\\x80\\x80",
        "eda080, \\xed\\xa0\\x80",
        "f4908080, \\xf4\\x90\\x80\\x80",
        "f0808080, \\xf0\\x80\\x80\\x80",
        "e4b8, \\xe4\\xb8",
        "efbfbf, \\xef\\xbf\\xbf",
        "ff, \\xff"
    })
    void escape_keepsNoUnprintableUtf8(String hex, String escaped) {
        String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        assertEquals(escaped, PrintableText.escape(bytes));
    }

    @Test
    void escapeControls_keepsLettersOfAllLanguages() {
        assertEquals("a\\x1b[2J\\x0a\\\u00e9\\u202e\\u2028\ud83d\ude00\\ud83d", PrintableText.escapeControls(HOSTILE));
    }

    /** The printed name has the bytes of everything that is not printed as it is. */
    @Test
    void escapeName_keepsLetters_andEscapesBytes() {
        assertEquals(
                "schnappschu\u00df \ud83d\ude00\\x1b[2J\\x5c\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xff",
                PrintableText.escapeName("schnappschu\u00df \ud83d\ude00\u001b[2J\\\u202e\u2028\udcff"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u001b\\x41", "\u00df\udcff\udc80", "\u202e", "\\", "x\\xff"})
    void escapedName_isUnescaped(String name) {
        assertEquals(name, NameText.unescape(PrintableText.escapeName(name)));
    }

    @Test
    void invalidUtf8_isKept() {
        byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0x9f, (byte) 0xe2, (byte) 0x80};
        assertEquals("a\udcff\u00df\udce2\udc80", NameText.decode(bytes));
        assertEquals("a\\xff\u00df\\xe2\\x80", PrintableText.escapeName(NameText.decode(bytes)));
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
