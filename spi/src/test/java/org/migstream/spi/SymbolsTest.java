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

    private static final Symbols ENTRY = Symbols.HEXADECIMAL
            .bits(0, 32, "base", Symbols.HEXADECIMAL)
            .bits(32, 12, "weight")
            .bits(44, 4, "tag", TAG)
            .bit(48, "VALID");

    @ParameterizedTest
    @CsvSource({
        "0x0001100700001000, base=0x1000|weight=7|tag=STOP_COPY_SIZE|VALID",
        "0x0000000000000000, base=0x0|weight=0|tag=FW_DATA",
        "0x800fffffffffffff, base=0xffffffff|weight=4095|tag=15|VALID|0x800e000000000000"
    })
    void bitFields_areShownWithTheirContent(String value, String name) {
        assertEquals(Optional.of(name), ENTRY.name(Long.parseUnsignedLong(value.substring(2), 16)));
    }

    @Test
    void bitField_ofAllBits_isUnsigned() {
        assertEquals(
                Optional.of("all=18446744073709551615"),
                Symbols.DECIMAL.bits(0, 64, "all").name(-1));
        assertEquals(
                Optional.of("size=16 (8 KiB)"),
                Symbols.DECIMAL.bits(8, 8, "size", Symbols.BYTES.scaled(512, 1)).name(0x1000));
        assertEquals(
                Optional.of("clock=16 MHz"),
                Symbols.DECIMAL.bits(8, 8, "clock", Symbols.DECIMAL.unit("MHz")).name(0x1000));
    }

    /** The extension of the sign has no bits of the state. */
    @Test
    void bitsOfSignedNumber_areThoseOfItsWidth() {
        var number = new FieldValue.Number(
                -128,
                1,
                true,
                ByteOrder.LITTLE_ENDIAN,
                Symbols.DECIMAL.bit(7, "FAIL").value(-1, "NONE"));
        assertEquals(Optional.of("FAIL"), number.symbol());
        assertEquals(
                Optional.of("NONE"), new FieldValue.Number(-1, 1, true, number.order(), number.symbols()).symbol());
    }

    @Test
    void bitField_mustNotOverlap() {
        assertThrows(IllegalArgumentException.class, () -> ENTRY.bits(31, 2, "both"));
        assertThrows(IllegalArgumentException.class, () -> ENTRY.bits(48, 1, "valid"));
        assertThrows(IllegalArgumentException.class, () -> ENTRY.bit(40, "bit of the weight"));
        assertThrows(IllegalArgumentException.class, () -> ENTRY.bits(50, 0, "none"));
        assertThrows(IndexOutOfBoundsException.class, () -> ENTRY.bits(60, 5, "beyond"));
        assertEquals(Optional.of("B"), Symbols.DECIMAL.bit(0, "A").bit(0, "B").name(1));
    }

    @ParameterizedTest
    @CsvSource({
        "752, C, 1, 16, true, 47 C",
        "-7, C, 1, 16, true, -0.4375 C",
        "-1, us, 1, 1, false, 18446744073709551615 us",
        "10, s, 1, 3, true, 3.33333333333333333 s",
        "1, V, 1, 4611686018427387904, true, 0.000000000000000000216840434497100887 V",
        "12, '', 10, 1, true, 120",
        "0, bytes, 1, 1, true, 0 bytes",
        "1, bytes, 1, 1, true, 1 byte",
        "1023, bytes, 1, 1, true, 1023 bytes",
        "1024, bytes, 1, 1, true, 1 KiB",
        "1600, bytes, 1, 1, true, 1.6 KiB",
        "262144, bytes, 1, 1, true, 256 KiB",
        "2016, bytes, 1, 1, true, 2.0 KiB",
        "7, bytes, 1, 3, true, 2.33333333333333333 bytes",
        "3, bytes, 512, 1, true, 1.5 KiB",
        "-1, bytes, 1, 1, false, 16.0 EiB",
        "-1, bytes, 9223372036854775807, 1, false, 147573952589676412904.0 EiB"
    })
    void quantity_hasUnitAndScale(long value, String unit, long up, long down, boolean signed, String text) {
        Symbols symbols = Symbols.DECIMAL.unit(unit).scaled(up, down);
        assertEquals(Optional.of(text), symbols.quantity(value, signed));
    }

    @Test
    void numberWithoutUnitAndScale_hasNoQuantity() {
        assertEquals(Optional.empty(), Symbols.DECIMAL.quantity(5, false));
        assertEquals(Optional.empty(), Symbols.DECIMAL.unit());
        assertEquals(Optional.empty(), Symbols.DECIMAL.scale());
        assertEquals(Optional.of("1/16"), Symbols.DECIMAL.scaled(1, 16).scale());
        assertEquals(Optional.of("512"), Symbols.BYTES.scaled(512, 1).scale());
        assertEquals(Optional.of("bytes"), Symbols.BYTES.unit());
        assertThrows(IllegalArgumentException.class, () -> Symbols.BYTES.scaled(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Symbols.BYTES.scaled(-1, 1));
    }
}
