// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests groups and records: damage inside a record ends only this record. */
class GroupAndRecordTest {
    @Test
    void names_nestInGroups() {
        DecodeResult decoded = read(ByteBuilder.le().u8(1).u8(2).u8(3), in -> {
            in.group("ports[0]", () -> in.group("fifo", () -> in.u8("head")));
            assertTrue(in.record("image", 1, () -> in.u8("byte")));
            in.u8("last");
        });
        assertEquals(
                List.of("ports[0].fifo.head: head@0+1=1", "image.byte: byte@1+1=2", "last: last@2+1=3"),
                fieldStrings(decoded));
    }

    @Test
    void remainingRecordBytes_becomeUnreadField() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(6), in -> {
            assertTrue(in.record("r", 5, () -> in.u16("a")));
            in.u8("b");
        });
        assertEquals(List.of("r.a: a@0+2=0", "r.unread: unread@2+3=opaque", "b: b@5+1=0"), fieldStrings(decoded));
        assertEquals(Set.of(), decoded.codes());
    }

    @Test
    void fieldBeyondRecord_endsOnlyItsRecord() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(6), in -> {
            assertFalse(in.record("r", 5, () -> {
                in.u16("a");
                in.u32("b");
            }));
            in.u8("c");
        });
        assertEquals(Set.of(StateException.NESTED_TRUNCATED), decoded.codes());
        assertEquals(
                "b takes 4 bytes, but r has only 3 left",
                decoded.findings().get(0).message());
        assertEquals(2, decoded.findings().get(0).offset().orElseThrow());
        assertEquals(List.of("r.a: a@0+2=0", "r.unread: unread@2+3=opaque", "c: c@5+1=0"), fieldStrings(decoded));
        assertTrue(decoded.damage().isEmpty());
    }

    @Test
    void malformedRecord_endsOnlyItsRecord() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(6), in -> {
            in.record("outer", 5, () -> {
                in.record("inner", 2, () -> {
                    in.u8("a");
                    throw in.malformed("BAD", "wrong");
                });
                in.u8("b");
                in.opaqueRest("rest");
            });
            in.u8("c");
        });
        assertEquals(Set.of("BAD"), decoded.codes());
        assertEquals(
                List.of(
                        "outer.inner.a: a@0+1=0",
                        "outer.inner.unread: unread@1+1=opaque",
                        "outer.b: b@2+1=0",
                        "outer.rest: rest@3+2=opaque",
                        "c: c@5+1=0"),
                fieldStrings(decoded));
    }

    @Test
    void overrunningRecord_isReportedAtItsLengthField() {
        DecodeResult decoded = read(ByteBuilder.le().u8(7).u8(4).zeros(7), in -> {
            assertFalse(in.record("outer", 4, () -> {
                in.u8("a");
                in.record("inner", in.u8("length"), () -> in.u8("never"));
            }));
            in.u8("b");
        });
        assertEquals(Set.of(StateException.NESTED_OVERRUN), decoded.codes());
        assertEquals(
                "inner claims 4 bytes, but outer has only 2 left",
                decoded.findings().get(0).message());
        assertEquals(1, decoded.findings().get(0).offset().orElseThrow());
        assertEquals(4, decoded.fields().get(3).field().offset(), "continues after the outer record");
    }

    /** Lengths are unsigned, so a negative length is longer than any state. 9 is one byte more than exists. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 40, 9})
    void lengthBeyondState_isReportedAsTruncated(long length) {
        DecodeResult record = read(ByteBuilder.le().zeros(10), in -> {
            in.u16("a");
            in.record("r", length, () -> in.u16("b"));
        });
        assertEquals(Set.of(StateException.TRUNCATED), record.codes());
        assertEquals(10, record.damage().orElseThrow().offset());
        assertEquals(
                List.of("a: a@0+2=0", "r.b: b@2+2=0", "r.unread: unread@4+6=opaque"),
                fieldStrings(record),
                "all existing bytes");
        DecodeResult opaque = read(ByteBuilder.le().zeros(8), in -> in.opaque("all", length));
        assertEquals(
                "the state ends inside all, " + Long.toUnsignedString(length - 8) + (length == 9 ? " byte" : " bytes")
                        + " too early",
                opaque.damage().orElseThrow().getMessage());
        assertEquals(List.of("unread: unread@0+8=opaque"), fieldStrings(opaque));
        DecodeResult nested = read(ByteBuilder.le().zeros(8), in -> in.record("r", 8, () -> in.filler("all", length)));
        assertEquals(Set.of(StateException.NESTED_TRUNCATED), nested.codes());
        assertEquals(
                Set.of(StateException.NESTED_OVERRUN),
                read(ByteBuilder.le().zeros(8), in -> in.record("r", 8, () -> in.record("s", length, () -> {})))
                        .codes());
    }

    @Test
    void truncation_isReportedAfterMalformedRecord() {
        DecodeResult decoded = read(
                ByteBuilder.le().zeros(4),
                in -> in.record("r", 9, () -> {
                    in.u8("a");
                    throw in.malformed("BAD", "wrong");
                }));
        assertEquals(List.of("BAD", StateException.TRUNCATED), codesInOrder(decoded));
        assertEquals(
                "the state ends inside r, 5 bytes too early",
                decoded.damage().orElseThrow().getMessage());
    }

    private static List<String> codesInOrder(DecodeResult decoded) {
        return decoded.findings().stream().map(Finding::code).toList();
    }

    @Test
    void nesting_isLimited() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(3), in -> descend(in, 1));
        assertEquals(Set.of(StateException.NESTED_TOO_DEEP), decoded.codes());
        assertEquals(List.of("unread: unread@0+3=opaque"), fieldStrings(decoded), "all groups are closed");
    }

    private static void descend(FieldReader in, int level) throws IOException {
        assertTrue(level <= FieldReader.MAX_DEPTH + 1, "groups beyond the limit");
        in.group("level", () -> descend(in, level + 1));
    }

    @Test
    void decoderException_isNotCaught() {
        ByteBuilder state = ByteBuilder.le().zeros(3);
        assertThrows(
                IllegalStateException.class,
                () -> read(
                        state,
                        in -> in.record("r", 2, () -> {
                            throw new IllegalStateException();
                        })));
    }

    /** A truncation must not hide a defect of the decoder, at any depth. */
    @Test
    void exceptionInRecordBeyondEndOfState_isNotReplacedByTruncation() {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> read(
                        ByteBuilder.le().u32(0),
                        in -> in.record(
                                "outer",
                                100,
                                () -> in.record("inner", 50, () -> {
                                    in.u8("a");
                                    throw new IllegalStateException("defect");
                                }))));
        assertEquals("defect", thrown.getMessage());
    }
}
