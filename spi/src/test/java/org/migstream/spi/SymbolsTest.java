// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the forms of numbers and the names of values. */
class SymbolsTest {
    private static final Symbols TAG = Symbols.DECIMAL.value(0, "FW_DATA").value(1, "STOP_COPY_SIZE");
    private static final Symbols FLAGS =
            Symbols.HEXADECIMAL.bit(0, "OPTIONAL").bit(5, "COMPRESSED").bit(63, "SIGN");

    @Test
    void value_hasName() {
        assertEquals(Optional.of("FW_DATA"), TAG.name(0));
        assertEquals(Optional.empty(), TAG.name(2));
        assertTrue(TAG.hasValueName(1));
        assertFalse(TAG.hasValueName(2));
        assertFalse(FLAGS.hasValueName(1), "a bit is not a value");
    }

    @ParameterizedTest
    @CsvSource({"1, OPTIONAL", "33, OPTIONAL|COMPRESSED", "-1, OPTIONAL|COMPRESSED|SIGN|0x7fffffffffffffde"})
    void bitNames_areJoined(long value, String name) {
        assertEquals(Optional.of(name), FLAGS.name(value));
    }

    @Test
    void zero_hasNoBitNames() {
        assertEquals(Optional.empty(), FLAGS.name(0));
        assertEquals(Optional.empty(), FLAGS.name(6), "no bit has a name");
        assertEquals(Optional.of("NONE"), FLAGS.value(0, "NONE").name(0));
    }

    @Test
    void addedName_leavesOriginalUnchanged() {
        TAG.value(2, "MORE");
        assertFalse(TAG.hasValueName(2));
        assertFalse(TAG.isHexadecimal());
        assertTrue(FLAGS.isHexadecimal());
        assertThrows(IndexOutOfBoundsException.class, () -> FLAGS.bit(64, "none"));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, true, 0xff, -1",
        "255, 1, false, 0xff, 255",
        "-2, 8, false, 0xfffffffffffffffe, 18446744073709551614",
        "-2, 8, true, 0xfffffffffffffffe, -2",
        "4660, 4, false, 0x00001234, 4660"
    })
    void number_isFormattedInItsWidth(long value, int width, boolean signed, String hexadecimal, String decimal) {
        var number = new FieldValue.Number(value, width, signed, ByteOrder.LITTLE_ENDIAN, Symbols.DECIMAL);
        assertEquals(hexadecimal, number.toHexString());
        assertEquals(decimal, number.toDecimalString());
        assertEquals(decimal, number.toString());
    }
}
