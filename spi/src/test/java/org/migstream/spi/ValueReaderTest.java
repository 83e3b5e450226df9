// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests signed and floating-point numbers, strings, identifiers and arrays. */
class ValueReaderTest {
    @Test
    void signedNumbers_areSignExtended() {
        List<Long> values = new ArrayList<>();
        DecodeResult decoded = read(ByteBuilder.le().u8(-2).u16(-3).u32(-4).u64(-5), in -> {
            values.add((long) in.i8("a"));
            values.add((long) in.i16("b"));
            values.add((long) in.i32("c"));
            values.add(in.i64("d"));
        });
        assertEquals(List.of(-2L, -3L, -4L, -5L), values);
        assertEquals(List.of("a: a@0+1=-2", "b: b@1+2=-3", "c: c@3+4=-4", "d: d@7+8=-5"), fieldStrings(decoded));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, -0.0f, 1410.5f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN})
    void floatOfEitherOrder_isShownWithoutLoss(float value) {
        DecodeResult decoded = read(ByteBuilder.be().f32(value).f64(value), in -> {
            in.order(ByteOrder.BIG_ENDIAN);
            assertEquals(value, in.f32("f"));
            assertEquals(value, in.f64("d"));
        });
        FieldValue shown = decoded.fields().get(0).field().value();
        assertEquals(value, Float.parseFloat(shown.toString()));
    }

    @Test
    void signallingNan_keepsItsBits() {
        DecodeResult decoded = read(ByteBuilder.le().u32(0x7fa00001), in -> in.f32("f"));
        FieldValue.Real real = (FieldValue.Real) decoded.fields().get(0).field().value();
        assertEquals("0x7fa00001", real.toHexString());
        assertEquals("NaN", real.toString());
    }

    @Test
    void utf8_endsAtNul_andReplacesInvalidBytes() {
        byte[] bytes = "Grüße €\0rest".getBytes(StandardCharsets.UTF_8);
        read(ByteBuilder.le(bytes), in -> assertEquals("Grüße €", in.utf8("s", bytes.length)));
        read(ByteBuilder.le((byte) 'a', (byte) 0xff, (byte) 'b'), in -> assertEquals("a\ufffdb", in.utf8("s", 3)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void prefixedString_isGroupOfLengthAndText(int width) {
        ByteBuilder state = ByteBuilder.le()
                .zeros(width)
                .bytes((byte) 'a', (byte) 0, (byte) 'b')
                .at(0)
                .u8(3);
        DecodeResult decoded = read(state, in -> assertEquals("a\0b", in.prefixedUtf8("name", width)));
        assertEquals(
                "name.length: length@0+" + width + "=3", fieldStrings(decoded).get(0));
        assertEquals(
                "name.text: text@" + width + "+3=a\0b", fieldStrings(decoded).get(1));
    }

    @Test
    void prefixedString_ofAnyClaimedLength_isRefused() {
        ByteBuilder hostile = ByteBuilder.le().u64(-1).zeros(9);
        assertEquals(
                Set.of(StateException.TOO_LONG),
                read(hostile, in -> in.prefixedUtf8("s", 8)).codes());
        assertEquals(
                Set.of(StateException.NESTED_TRUNCATED),
                read(hostile, in -> in.record("r", 12, () -> in.prefixedUtf8("s", 8)))
                        .codes());
        assertThrows(IllegalArgumentException.class, () -> read(hostile, in -> in.prefixedUtf8("s", 3)));
    }

    @Test
    void identifiers_haveTheirUsualForm() {
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (0xf0 + i);
        }
        ByteBuilder state = ByteBuilder.le(bytes).bytes(bytes).u16(0x5452).u32(0x56341200);
        DecodeResult decoded = read(state, in -> {
            in.order(ByteOrder.BIG_ENDIAN);
            in.uuid("uuid");
            in.guid("guid");
            in.mac("mac");
        });
        assertEquals(
                List.of(
                        "uuid: uuid@0+16=f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff",
                        "guid: guid@16+16=f3f2f1f0-f5f4-f7f6-f8f9-fafbfcfdfeff",
                        "mac: mac@32+6=52:54:00:12:34:56"),
                fieldStrings(decoded));
    }

    @Test
    void array_isOneFieldWithItsFirstElements() {
        List<Long> visited = new ArrayList<>();
        ByteBuilder state = ByteBuilder.be();
        for (int i = 0; i < 100_000; i++) {
            state.u16(i);
        }
        DecodeResult decoded = read(ByteBuilder.be(state.toArray()).u32(-1).u64(-1), in -> {
            in.order(ByteOrder.BIG_ENDIAN);
            in.u16s("a", 100_000, Symbols.HEXADECIMAL, visited::add);
            in.u32s("b", 1);
            in.u64s("c", 1);
            in.u64s("none", 0);
        });
        assertEquals(100_000, visited.size());
        assertEquals(99_999 & 0xffff, visited.get(99_999));
        FieldValue.Numbers numbers =
                (FieldValue.Numbers) decoded.fields().get(0).field().value();
        assertEquals(100_000, numbers.count());
        assertTrue(numbers.toString().startsWith("0x0000 0x0001 "), numbers::toString);
        assertEquals("b: b@200000+4=4294967295", fieldStrings(decoded).get(1));
        assertEquals("c: c@200004+8=18446744073709551615", fieldStrings(decoded).get(2));
        assertEquals(3, decoded.fields().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 61, 1L << 62, (1L << 61) + 1, 3})
    void array_ofAnyClaimedCount_endsWithState(long count) {
        List<Long> visited = new ArrayList<>();
        DecodeResult decoded =
                read(ByteBuilder.le().u64(1).u64(2).u8(3), in -> in.u64s("a", count, Symbols.DECIMAL, visited::add));
        assertEquals(Set.of(StateException.TRUNCATED), decoded.codes());
        assertEquals(List.of(1L, 2L), visited);
        assertEquals(List.of("unread: unread@0+17=opaque"), fieldStrings(decoded));
        DecodeResult nested = read(ByteBuilder.le().zeros(17), in -> in.record("r", 17, () -> in.u64s("a", count)));
        assertEquals(Set.of(StateException.NESTED_TRUNCATED), nested.codes());
    }

    /** An array may be as long as the state, which is longer than the heap. */
    @Test
    void longArray_takesLittleMemory() {
        byte[] state = new byte[1 << 25];
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sum = {0};
        long before = threads.getCurrentThreadAllocatedBytes();
        DecodeResult decoded = DecodeResult.of(
                new LambdaDecoder(in -> in.u16s("a", 1 << 24, Symbols.DECIMAL, value -> sum[0] += 1)), state);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(1 << 24, sum[0]);
        assertEquals(1, decoded.fields().size());
        assertTrue(allocated < 1 << 20, () -> allocated + " bytes allocated");
    }
}
