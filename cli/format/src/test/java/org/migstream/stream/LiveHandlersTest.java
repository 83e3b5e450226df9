// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.stream.Section.Framing;

/** The sections that delimit themselves, made by hand: their data imitate footers, and it makes no difference. */
class LiveHandlersTest {
    private static final int ID = 9;
    /** A footer of the section and the end of the stream, as device data. */
    private static final byte[] IMITATION = {0x7e, 0, 0, 0, ID, 0};

    private static final int PIECE_WITHOUT_NAMES = 0x40;
    private static final int ZEROES = 0x42;
    private static final int LAST = 0x01;

    static Stream<Arguments> payloads() throws IOException {
        return Stream.of(
                Arguments.of("dirty-bitmap", 6, dirtyBitmap()),
                Arguments.of("dirty-bitmap", 1, new HandMade().u8(LAST)),
                Arguments.of("dirty-bitmap", 2, new HandMade().u8(0x80, 0x20, 0x80, 0x80, 0, LAST)),
                Arguments.of("spapr/htab", 1, new HandMade().be32(24)),
                Arguments.of("spapr/htab", 1, new HandMade().be32(0xffffffffL)),
                Arguments.of(
                        "spapr/htab",
                        4,
                        new HandMade()
                                .be32(0, 7)
                                .be16(1, 0)
                                .bytes(IMITATION)
                                .fill(0, 10)
                                .be32(0)
                                .be16(0, 3)
                                .be32(0)
                                .be16(0, 0)),
                Arguments.of(
                        "s390-storage_attributes",
                        3,
                        new HandMade().be64(0x5002, 6).bytes(IMITATION).be64(8, 1)),
                Arguments.of(
                        "s390-skeys",
                        2,
                        new HandMade().be64(2, 6).bytes(IMITATION).be64(1)),
                Arguments.of("s390-skeys", 1, new HandMade().be64(4)),
                Arguments.of("todclock", 1, new HandMade().u8(1, 2).be64(-3)),
                Arguments.of("todclock", 1, new HandMade().u8(0)),
                Arguments.of(
                        "block",
                        4,
                        new HandMade()
                                .be64(0x4000 << 9 | 1)
                                .name("virtio0")
                                .bytes(IMITATION)
                                .fill(0x66, (1 << 20) - IMITATION.length)
                                .be64(0x5000 << 9 | 9)
                                .name("virtio0")
                                .be64(50 << 9 | 4, 2)));
    }

    private static HandMade dirtyBitmap() throws IOException {
        return new HandMade()
                .u8(0x1c)
                .name("node")
                .name("bitmap")
                .be32(65536)
                .u8(1)
                .u8(PIECE_WITHOUT_NAMES)
                .be64(1)
                .be32(8)
                .be64(IMITATION.length)
                .bytes(IMITATION)
                .u8(ZEROES)
                .be64(9)
                .be32(8)
                .u8(0x24)
                .name("bitmap")
                .u8(0x28)
                .name("node")
                .u8(LAST);
    }

    static byte[] stream(String idstr, byte... payload) throws IOException {
        HandMade to =
                new HandMade().be32(0x5145564dL, 3).u8(4).be32(ID).name(idstr).be32(0, 1);
        return to.bytes(payload).u8(0x7e).be32(ID).u8(0).bytes();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void theRecordsAreThePayload(String idstr, int records, HandMade payload) throws IOException {
        byte[] stream = stream(idstr, payload.bytes());
        Reading reading = Reading.of(stream);
        assertEquals(Reading.END, reading.code());
        assertEquals(Framing.SELF_DELIMITING, ((Section) reading.elements().get(1)).framing());
        List<Element> inside = reading.elements().stream()
                .filter(SelfEndingRecord.class::isInstance)
                .toList();
        assertEquals(records, inside.size());
        assertTrue(((SelfEndingRecord) inside.get(records - 1)).isLast());
        assertEquals(stream.length - 6, inside.get(records - 1).end());
        assertArrayEquals(stream, HandMade.rewritten(stream));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void everyCutIsFound(String idstr, int records, HandMade payload) throws IOException {
        byte[] stream = stream(idstr, payload.bytes());
        int dense = stream.length > 4096 ? 4099 : 1;
        for (int length = 8; length < stream.length; length += length < 256 ? 1 : dense) {
            Reading cut = Reading.of(Arrays.copyOf(stream, length));
            assertEquals("stream.truncated", cut.code(), "" + length);
            assertEquals(length, cut.offset());
        }
    }

    /** Without a description nothing but the grammar delimits a PART. */
    @Test
    void everyRoundIsDelimited() throws IOException {
        HandMade to = new HandMade().be32(0x5145564dL, 3);
        to.u8(1)
                .be32(ID)
                .name("s390-storage_attributes")
                .be32(0, 0)
                .be64(1)
                .u8(0x7e)
                .be32(ID);
        to.u8(2).be32(ID).be64(2, 6).bytes(IMITATION).be64(1).u8(0x7e).be32(ID);
        to.u8(3).be32(ID).be64(8, 1).u8(0x7e).be32(ID).u8(0);
        Reading reading = Reading.of(to.bytes());
        assertEquals(Reading.END, reading.code());
        List<ExpectedSection> sections = ExpectedSection.among(reading.elements());
        assertEquals(
                List.of(8L, 30L, 16L),
                sections.stream().map(ExpectedSection::payloadLength).toList());
    }

    @Test
    void damageIsFound() throws IOException {
        assertEquals(
                "dirty-bitmap.size",
                code("dirty-bitmap", new HandMade().u8(0x40).be64(0).be32(0).be64(-1)));
        assertEquals("s390.unknown-flags", code("s390-skeys", new HandMade().be64(3)));
        assertEquals("s390.page-count", code("s390-storage_attributes", new HandMade().be64(2, Long.MIN_VALUE)));
        assertEquals("s390.todclock", code("todclock", new HandMade().u8(2)));
        assertEquals("block.unknown-flags", code("block", new HandMade().be64(8)));
    }

    @Test
    void aHugeClaimTakesNoMemory() throws IOException {
        assertEquals("stream.truncated", code("s390-skeys", new HandMade().be64(2, 1L << 60)));
    }

    @Test
    void valuesAreThoseOfTheWire() throws IOException {
        byte[] stream = stream("dirty-bitmap", dirtyBitmap().bytes());
        DirtyBitmapRecord start =
                (DirtyBitmapRecord) Reading.of(stream).elements().get(2);
        assertEquals("node", start.device().orElseThrow());
        assertEquals("bitmap", start.bitmap().orElseThrow());
        assertEquals(new DirtyBitmapRecord.Start(65536, 1), start.start().orElseThrow());
        DirtyBitmapRecord zeroes =
                (DirtyBitmapRecord) Reading.of(stream).elements().get(4);
        assertEquals(new DirtyBitmapRecord.Range(9, 8), zeroes.range().orElseThrow());
        assertTrue(zeroes.has(DirtyBitmapRecord.Flag.ZEROES));
    }

    private static String code(String idstr, HandMade payload) throws IOException {
        return Reading.of(stream(idstr, payload.bytes())).code();
    }
}
