// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests values, looking ahead, and findings. */
class FieldReaderTest {
    private static final Symbols HEX = Symbols.HEXADECIMAL;

    @Test
    void number_isUnsignedLittleEndian_byDefault() {
        DecodeResult decoded =
                read(ByteBuilder.le().u8(0xfe).u16(0xfedc).u32(0xfedcba98L).u64(-2), in -> {
                    assertEquals(0xfe, in.u8("a"));
                    assertEquals(0xfedc, in.u16("b"));
                    assertEquals(0xfedcba98L, in.u32("c"));
                    assertEquals(-2, in.u64("d"));
                });
        assertEquals(
                List.of("a: a@0+1=254", "b: b@1+2=65244", "c: c@3+4=4275878552", "d: d@7+8=18446744073709551614"),
                fieldStrings(decoded));
    }

    @Test
    void number_followsByteOrder() {
        DecodeResult decoded = read(ByteBuilder.be().u16(0x1234).u64(1).u32(-5), in -> {
            in.order(ByteOrder.BIG_ENDIAN);
            assertEquals(0x1234, in.u16("a", HEX));
            assertEquals(1, in.u64("b", HEX));
            assertEquals(-5, in.i32("c", Symbols.DECIMAL));
        });
        assertEquals(List.of("a: a@0+2=0x1234", "b: b@2+8=0x0000000000000001", "c: c@10+4=-5"), fieldStrings(decoded));
    }

    @Test
    void signedHexNumber_hasDigitsOfItsWidth() {
        assertEquals(
                List.of("a: a@0+4=0xfffffffb"),
                fieldStrings(read(ByteBuilder.le().u32(-5), in -> in.i32("a", HEX))));
    }

    @Test
    void text_endsAtFirstNul() {
        DecodeResult decoded = read(
                ByteBuilder.le()
                        .bytes((byte) 1, (byte) 0xab)
                        .text("mtty\0junk", 12)
                        .text("full", 4),
                in -> {
                    assertArrayEquals(new byte[] {1, (byte) 0xab}, in.bytes("raw", 2));
                    assertEquals("mtty", in.text("driver", 12));
                    assertEquals("full", in.text("name", 4));
                });
        assertEquals(
                List.of("raw: raw@0+2=01ab", "driver: driver@2+12=mtty", "name: name@14+4=full"),
                fieldStrings(decoded));
    }

    @Test
    void peek_readsNothing() {
        ByteBuilder state = ByteBuilder.le()
                .zeros(FieldReader.MAX_BYTES - 3)
                .u32(0x01020304)
                .u8(5);
        DecodeResult decoded = read(state, in -> {
            in.bytes("before", FieldReader.MAX_BYTES - 3);
            assertArrayEquals(
                    new byte[] {4, 3, 2, 1, 5}, in.peek(StateDecoder.HEAD_LENGTH), "across the end of the buffer");
            assertEquals(0x01020304, in.u32("value"));
            in.record("record", 1, () -> assertEquals(1, in.peek(4).length, "not past the end of the record"));
            assertEquals(0, in.peek(4).length);
            assertTrue(in.isExhausted());
        });
        assertEquals(Set.of(), decoded.codes());
        assertThrows(IllegalArgumentException.class, () -> read(state, in -> in.peek(StateDecoder.HEAD_LENGTH + 1)));
    }

    @Test
    void remaining_isKnownOnlyInsideRecord() {
        read(ByteBuilder.le().zeros(9), in -> {
            assertEquals(Long.MAX_VALUE, in.remaining());
            in.record("record", 8, () -> {
                in.u16("a");
                assertEquals(6, in.remaining());
                assertEquals(2, in.position());
                assertFalse(in.isExhausted());
                in.fillerRest("rest");
                assertTrue(in.isExhausted());
            });
            assertFalse(in.isExhausted());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {FieldReader.MAX_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void tooLongValue_isRejected_andLeftUnread(int length) {
        DecodeResult decoded = read(ByteBuilder.le().zeros(10), in -> {
            in.u16("before");
            in.bytes("all", length);
        });
        assertEquals(Set.of(StateException.TOO_LONG), decoded.codes());
        assertEquals(2, decoded.damage().orElseThrow().offset());
        assertEquals(List.of("before: before@0+2=0", "unread: unread@2+8=opaque"), fieldStrings(decoded));
        assertEquals(
                Set.of(StateException.TOO_LONG),
                read(ByteBuilder.le(), in -> in.text("t", length)).codes());
    }

    @Test
    void truncatedValue_isReportedAtEndOfState() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(5), in -> {
            in.u8("a");
            in.u64("b");
        });
        StateException exception = decoded.damage().orElseThrow();
        assertEquals(StateException.TRUNCATED, exception.code());
        assertEquals(5, exception.offset());
        assertEquals("the state ends inside b, 4 bytes too early", exception.getMessage());
        assertEquals(List.of("a: a@0+1=0", "unread: unread@1+4=opaque"), fieldStrings(decoded));
    }

    @Test
    void truncation_remainsAfterDecoderCatchesIt() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(3), in -> {
            StateException thrown = assertThrows(StateException.class, () -> in.u32("a"));
            assertEquals(Optional.of(thrown), in.truncation());
        });
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
        read(ByteBuilder.le().zeros(4), in -> {
            in.u32("a");
            assertEquals(Optional.empty(), in.truncation());
        });
    }

    @Test
    void finding_refersToLastField() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(12), in -> {
            in.u64("a");
            in.u16("b");
            in.info("I", "b");
            in.warning("W", "b");
            in.error("E", "b");
            in.report(Finding.at(3, Severity.INFO, "R", "inside of a"));
            throw in.malformed("M", "b");
        });
        List<String> reported = decoded.findings().stream()
                .map(finding -> finding.severity() + " " + finding.code() + " "
                        + finding.offset().orElseThrow())
                .toList();
        assertEquals(List.of("INFO I 8", "WARNING W 8", "ERROR E 8", "INFO R 3", "ERROR M 8"), reported);
        assertTrue(decoded.completeness().isEmpty());
    }

    @Test
    void restart_clearsFacts() {
        DecodeResult decoded = read(ByteBuilder.le().u8(1).u8(2), in -> {
            in.fact("queues", 9);
            in.fact("model", "old");
            in.u8("a");
            in.restart("the device starts again");
            in.fact("queues", in.u8("a"));
        });
        assertEquals("{queues=2}", decoded.facts().all().toString());
        assertEquals(List.of(1L), decoded.restarts());
        assertEquals(2, decoded.number("a"));
    }

    @Test
    void remainingBytes_becomeUnreadField() {
        assertEquals(
                List.of("a: a@0+1=0", "unread: unread@1+2=opaque"),
                fieldStrings(read(ByteBuilder.le().zeros(3), in -> in.u8("a"))));
    }
}
