// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ConfigSpaceBuilder;
import org.migstream.pci.SavedConfig;

class LspciHexTest {
    @Test
    void rows_matchLspci() {
        ConfigSpace space =
                ConfigSpaceBuilder.express().putU32(0xffc, 0xfeedcafeL).build();
        List<String> lines = LspciHex.formatLines("00:01.0 0200: 15b3:101e", space);
        assertEquals(1 + 256 + 1, lines.size());
        assertEquals("00:01.0 0200: 15b3:101e", lines.get(0));
        assertEquals("00: b3 15 1e 10 00 00 00 00 00 00 00 00 00 00 00 00", lines.get(1));
        assertEquals("f0: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", lines.get(16));
        assertEquals("100: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", lines.get(17));
        assertEquals("ff0: 00 00 00 00 00 00 00 00 00 00 00 00 fe ca ed fe", lines.get(256));
        assertEquals("", lines.get(257));
    }

    @Test
    void parsedDump_isFormattedIdentically() {
        List<String> dump = SavedConfig.lspciLines("endpoint.hex").toList();
        assertEquals(dump, LspciHex.formatLines(dump.get(0), SavedConfig.loadHexDump("endpoint")));
    }

    @ParameterizedTest
    @CsvSource({
        "0000:00:01.0, 0000:00:01.0 0200: 15b3:101e",
        "0000:00:1c.0:00.3, 0000:01:00.3 0200: 15b3:101e",
        "0000:80:05.0:00.0:03.0, 0000:82:03.0 0200: 15b3:101e",
        "pci.0:01.0, 00:00.0 0200: 15b3:101e",
        "'', 00:00.0 0200: 15b3:101e",
    })
    void title_showsSlotClassAndIds(String path, String title) {
        assertEquals(title, LspciHex.formatTitle(path, SavedConfig.load("mlx5").decode()));
    }

    @ParameterizedTest
    @FieldSource("org.migstream.pci.SavedConfig#ALL")
    void formattedSpace_isParsedBack(String device) {
        ConfigSpace space = SavedConfig.load(device).space();
        List<String> lines = LspciHex.formatLines("00:01.0 0200: 15b3:101e", space);
        ConfigSpace read = LspciHex.parse(String.join("\n", lines)).orElseThrow();
        assertEquals(lines, LspciHex.formatLines("00:01.0 0200: 15b3:101e", read));
    }

    @Test
    void plainHexDigits_areParsed() {
        assertEquals(0xab, LspciHex.parse("AB".repeat(256)).orElseThrow().u8(7));
        assertEquals(0xab, LspciHex.parse("ab \n".repeat(4096)).orElseThrow().u8(7));
    }

    /** The output of lspci -x has only 64 bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "xyz", "00: 12 34", "g0"})
    void invalidText_isNotParsed(String text) {
        assertTrue(LspciHex.parse(text).isEmpty());
        assertTrue(LspciHex.parse("zz".repeat(256)).isEmpty());
        assertTrue(LspciHex.parse("ab".repeat(64)).isEmpty());
    }
}
