// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests facts and PCI ids. */
class FactsTest {
    @ParameterizedTest
    @CsvSource({"10, 10", "0x10, 16", "0XfF, 255", "-3, -3", "18446744073709551615, -1", "0xffffffffffffffff, -1"})
    void number_isParsedFromText(String text, long value) {
        assertEquals(OptionalLong.of(value), Facts.of(Map.of("key", text)).number("key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "ten", "1.0", "18446744073709551616", "-9223372036854775809", "-0x1"})
    void invalidNumber_isEmpty(String text) {
        Facts facts = Facts.of(Map.of("key", text));
        assertEquals(OptionalLong.empty(), facts.number("key"));
        assertEquals(Optional.of(text), facts.text("key"));
    }

    @Test
    void array_hasCount() {
        Facts facts = Facts.of(Map.of("slas.#", "1", "slas.0.#", "2", "slas.0.0", "0", "slas.0.1", "15"));
        assertEquals(OptionalLong.of(1), facts.count("slas"));
        assertEquals(OptionalLong.of(15), facts.number("slas.0.1"));
        assertEquals(OptionalLong.empty(), facts.count("gts"));
    }

    @Test
    void facts_areImmutable() {
        Map<String, String> source = new HashMap<>(Map.of("b", "1", "a", "2"));
        Facts facts = Facts.of(source);
        source.clear();
        assertEquals("{a=2, b=1}", facts.all().toString());
        assertThrows(UnsupportedOperationException.class, () -> facts.all().clear());
        assertEquals(Map.of(), Facts.NONE.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"15b3:101e", "0000:ffff"})
    void pciId_isParsedFromItsText(String text) {
        assertEquals(text, PciId.parse(text).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15b3", "15b3:101", "15b3:101e ", "015b3:101e", "g5b3:101e", "15b3-101e", "-5b3:101e"})
    void invalidPciId_isEmpty(String text) {
        assertEquals(Optional.empty(), PciId.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "0x10000, 0", "0, 0x10000"})
    void pciIdOver16Bits_isRejected(int vendor, int device) {
        assertThrows(IllegalArgumentException.class, () -> new PciId(vendor, device));
    }

    @Test
    void identity_mayBePartlyKnown() {
        DeviceIdentity known = DeviceIdentity.of(new PciId(0x15b3, 0x101e)).withSubsystem(new PciId(1, 2));
        assertEquals("15b3:101e", known.toString());
        assertEquals(Optional.of(new PciId(1, 2)), known.subsystem());
        assertEquals(Optional.empty(), DeviceIdentity.UNKNOWN.pci());
        assertEquals("unknown", DeviceIdentity.UNKNOWN.toString());
    }
}
