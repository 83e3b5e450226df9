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
import org.migstream.stream.Element.SelfDelimitingRecord;
import org.migstream.stream.Section.Framing;

/** Reads synthetic self-delimiting sections whose data look like footers. */
class SelfDelimitingSectionTest {
    private static final int ID = 9;
    /** A footer of the section and the end of the stream, as device data. */
    private static final byte[] FAKE_FOOTER = {0x7e, 0, 0, 0, ID, 0};

    private static final int BITS = 0x40;
    private static final int BITS_ZEROES = 0x42;
    private static final int EOS = 0x01;

    static Stream<Arguments> payloads() throws IOException {
        return Stream.of(
                Arguments.of("dirty-bitmap", 6, dirtyBitmap()),
                Arguments.of("dirty-bitmap", 1, new RawStreamBuilder().u8(EOS)),
                Arguments.of("dirty-bitmap", 2, new RawStreamBuilder().u8(0x80, 0x20, 0x80, 0x80, 0, EOS)),
                Arguments.of("spapr/htab", 1, new RawStreamBuilder().be32(24)),
                Arguments.of("spapr/htab", 1, new RawStreamBuilder().be32(0xffffffffL)),
                Arguments.of(
                        "spapr/htab",
                        4,
                        new RawStreamBuilder()
                                .be32(0, 7)
                                .be16(1, 0)
                                .bytes(FAKE_FOOTER)
                                .fill(0, 10)
                                .be32(0)
                                .be16(0, 3)
                                .be32(0)
                                .be16(0, 0)),
                Arguments.of(
                        "s390-storage_attributes",
                        3,
                        new RawStreamBuilder()
                                .be64(0x5002, 6)
                                .bytes(FAKE_FOOTER)
                                .be64(8, 1)),
                Arguments.of(
                        "s390-skeys",
                        2,
                        new RawStreamBuilder().be64(2, 6).bytes(FAKE_FOOTER).be64(1)),
                Arguments.of("s390-skeys", 1, new RawStreamBuilder().be64(4)),
                Arguments.of(
                        "pbs-state",
                        1,
                        new RawStreamBuilder().be64(FAKE_FOOTER.length).bytes(FAKE_FOOTER)),
                Arguments.of("pbs-state", 1, new RawStreamBuilder().be64(0)),
                Arguments.of("todclock", 1, new RawStreamBuilder().u8(1, 2).be64(-3)),
                Arguments.of("todclock", 1, new RawStreamBuilder().u8(0)),
                Arguments.of(
                        "block",
                        4,
                        new RawStreamBuilder()
                                .be64(0x4000 << 9 | 1)
                                .countedString("virtio0")
                                .bytes(FAKE_FOOTER)
                                .fill(0x66, (1 << 20) - FAKE_FOOTER.length)
                                .be64(0x5000 << 9 | 9)
                                .countedString("virtio0")
                                .be64(50 << 9 | 4, 2)));
    }

    private static RawStreamBuilder dirtyBitmap() throws IOException {
        return new RawStreamBuilder()
                .u8(0x1c)
                .countedString("node")
                .countedString("bitmap")
                .be32(65536)
                .u8(1)
                .u8(BITS)
                .be64(1)
                .be32(8)
                .be64(FAKE_FOOTER.length)
                .bytes(FAKE_FOOTER)
                .u8(BITS_ZEROES)
                .be64(9)
                .be32(8)
                .u8(0x24)
                .countedString("bitmap")
                .u8(0x28)
                .countedString("node")
                .u8(EOS);
    }

    static byte[] stream(String idstr, byte... payload) throws IOException {
        RawStreamBuilder to = new RawStreamBuilder()
                .be32(0x5145564dL, 3)
                .u8(4)
                .be32(ID)
                .countedString(idstr)
                .be32(0, 1);
        return to.bytes(payload).u8(0x7e).be32(ID).u8(0).bytes();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void records_coverPayload(String idstr, int records, RawStreamBuilder payload) throws IOException {
        byte[] stream = stream(idstr, payload.bytes());
        ReadResult reading = ReadResult.of(stream);
        assertEquals(ReadResult.END, reading.code());
        assertEquals(Framing.SELF_DELIMITING, ((Section) reading.elements().get(1)).framing());
        List<Element> inside = reading.elements().stream()
                .filter(SelfDelimitingRecord.class::isInstance)
                .toList();
        assertEquals(records, inside.size());
        assertTrue(((SelfDelimitingRecord) inside.get(records - 1)).isLast());
        assertEquals(stream.length - 6, inside.get(records - 1).end());
        assertArrayEquals(stream, RawStreamBuilder.readAndRewrite(stream));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void truncation_isReportedAtEveryOffset(String idstr, int records, RawStreamBuilder payload) throws IOException {
        byte[] stream = stream(idstr, payload.bytes());
        int dense = stream.length > 4096 ? 4099 : 1;
        for (int length = 8; length < stream.length; length += length < 256 ? 1 : dense) {
            ReadResult cut = ReadResult.of(Arrays.copyOf(stream, length));
            assertEquals("stream.truncated", cut.code(), "" + length);
            assertEquals(length, cut.offset());
        }
    }

    /** A PART section is not in the vmdescription, so only its records delimit it. */
    @Test
    void partSections_areDelimited() throws IOException {
        RawStreamBuilder to = new RawStreamBuilder().be32(0x5145564dL, 3);
        to.u8(1)
                .be32(ID)
                .countedString("s390-storage_attributes")
                .be32(0, 0)
                .be64(1)
                .u8(0x7e)
                .be32(ID);
        to.u8(2).be32(ID).be64(2, 6).bytes(FAKE_FOOTER).be64(1).u8(0x7e).be32(ID);
        to.u8(3).be32(ID).be64(8, 1).u8(0x7e).be32(ID).u8(0);
        ReadResult reading = ReadResult.of(to.bytes());
        assertEquals(ReadResult.END, reading.code());
        List<ExpectedSection> sections = ExpectedSection.fromElements(reading.elements());
        assertEquals(
                List.of(8L, 30L, 16L),
                sections.stream().map(ExpectedSection::payloadLength).toList());
    }

    @Test
    void damage_isReported() throws IOException {
        assertEquals(
                "dirty-bitmap.size",
                damageCode(
                        "dirty-bitmap",
                        new RawStreamBuilder().u8(0x40).be64(0).be32(0).be64(-1)));
        assertEquals("s390.unknown-flags", damageCode("s390-skeys", new RawStreamBuilder().be64(3)));
        assertEquals(
                "s390.page-count",
                damageCode("s390-storage_attributes", new RawStreamBuilder().be64(2, Long.MIN_VALUE)));
        assertEquals("pbs-state.length", damageCode("pbs-state", new RawStreamBuilder().be64(-1)));
        assertEquals("s390.todclock", damageCode("todclock", new RawStreamBuilder().u8(2)));
        assertEquals("block.unknown-flags", damageCode("block", new RawStreamBuilder().be64(8)));
    }

    @Test
    void hugeLength_isReportedAsTruncation() throws IOException {
        assertEquals("stream.truncated", damageCode("s390-skeys", new RawStreamBuilder().be64(2, 1L << 60)));
    }

    @Test
    void dirtyBitmapFields_areRead() throws IOException {
        byte[] stream = stream("dirty-bitmap", dirtyBitmap().bytes());
        DirtyBitmapRecord start =
                (DirtyBitmapRecord) ReadResult.of(stream).elements().get(2);
        assertEquals("node", start.device().orElseThrow());
        assertEquals("bitmap", start.bitmap().orElseThrow());
        assertEquals(new DirtyBitmapRecord.BitmapStart(65536, 1), start.start().orElseThrow());
        DirtyBitmapRecord zeroes =
                (DirtyBitmapRecord) ReadResult.of(stream).elements().get(4);
        assertEquals(new DirtyBitmapRecord.SectorRange(9, 8), zeroes.range().orElseThrow());
        assertTrue(zeroes.hasFlag(DirtyBitmapRecord.Flag.ZEROES));
    }

    private static String damageCode(String idstr, RawStreamBuilder payload) throws IOException {
        return ReadResult.of(stream(idstr, payload.bytes())).code();
    }
}
