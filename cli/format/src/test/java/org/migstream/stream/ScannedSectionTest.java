// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.SyntheticStreamTest.assertReads;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.InputVariant;

/** Reads payloads of unknown structure, and described payloads. */
class ScannedSectionTest {
    private static final long ID = 0x21;
    private static final int PIECE = ScannedPayloadParser.MAX_PIECE;

    /** Bytes that look like the end of the section, but with impossible bytes after them. */
    static Stream<byte[]> fakeEnds() {
        return Stream.of(
                bytes(0x7e, 0, 0, 0, ID, 0xff),
                bytes(0x7e, 0, 0, 0, ID, 0x00, 0x01),
                bytes(0x7e, 0, 0, 0, ID, 0x00, 0x06, 0, 0, 0, 2, '['),
                bytes(0x7e, 0, 0, 0, ID, 0x02, 0, 0, 0, 99),
                bytes(0x7e, 0, 0, 0, ID, 0x03, 0, 0, 0, ID),
                bytes(0x7e, 0, 0, 0, ID, 0x08, 0, 12, 0, 0),
                bytes(0x7e, 0, 0, 0, ID, 0x08, 0, 1, 0, 1),
                bytes(0x7e, 0, 0, 0, ID, 0x04, 0, 0x10, 0, 0, 1, 'x', 0, 0, 0, 0, 0, 0, 0, 1),
                bytes(0x7e, 0, 0, 0, ID, 0x04, 0, 0, 0, 5, 0),
                bytes(0x7e, 0, 0, 0, ID, 0x04, 0, 0, 0, 5, 1, 0x1f, 0, 0, 0, 0, 0, 0, 0, 1),
                bytes(0x7e, 0, 0, 0, ID, 0x04, 0, 0, 0, 5, 1, 'x', 0, 0, 0, 0, 2, 0, 0, 0),
                bytes(0x7e, 0, 0, 0, ID + 1, 0x00),
                bytes(0x7e, 0x7e, 0, 0, 0, 0),
                new StreamBuilder().full(5, "timer").bytes());
    }

    @ParameterizedTest
    @MethodSource("fakeEnds")
    void fakeSectionEnd_isReadAsPayload(byte[] imitation) throws IOException {
        assertReads(device().opaqueBytes(imitation)
                .footer()
                .full(ID + 1, "x")
                .footer()
                .endOfStream());
    }

    /** The payload has bytes of an xhci's state that look like the head of a START section with a short name. */
    @Test
    void withoutFooters_shortNameDoesNotStartSection() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .ramStart(1, 4096)
                .full(ID, "xhci")
                .opaqueBytes(bytes(0x68, 0x01, 0, 0, 0, 0, 1, '}', 0xfa, 0, 0, 0, 0, 0x10, 0, 0, 0, 6))
                .footer()
                .full(ID + 1, "usb")
                .footer()
                .endOfStream()
                .vmdesc("{}"));
    }

    /** The version of a device can be a date, as that of QEMU's eeprom93xx. */
    @Test
    void largeSectionVersion_isAccepted() throws IOException {
        assertReads(device().opaqueBytes(new byte[3])
                .footer()
                .put(at -> new Section(
                        at, Section.Kind.FULL, ID + 1, new SectionKey("eeprom", 0), 20061113, Section.Framing.SCANNED))
                .put(at -> new SectionFooter(at, ID + 1, true))
                .endOfStream());
    }

    /**
     * A false footer with a plausible element after it misleads the search for the end, but not the use of the
     * vmdescription.
     */
    @Test
    void fakeFooterAndHead_areReadAsPayloadWithVmDesc() throws IOException {
        byte[] imitation = new StreamBuilder()
                .put(at -> new SectionFooter(at, ID, true))
                .full(5, "x")
                .opaqueBytes(new byte[] {1, 2})
                .bytes();
        byte[] stream = device().opaqueBytes(imitation).footer().endOfStream().bytes();
        ReadResult described = ReadResult.of(InputVariant.FILE.open(stream), sizesWithSlirp(imitation.length));
        assertEquals(ReadResult.END, described.code());
        assertEquals(imitation.length, slirpSection(described).payloadLength());
        assertEquals(Section.Framing.DESCRIBED, slirpHead(described).framing());
        assertEquals(0, slirpSection(ReadResult.of(stream)).payloadLength());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 4, 1 << 20, Long.MAX_VALUE - 5, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void wrongVmDescLength_isIgnored(long length) throws IOException {
        StreamBuilder stream =
                device().opaqueBytes(new byte[] {1, 2, 3}).footer().endOfStream();
        assertEquals(stream.read(), ReadResult.of(InputVariant.FILE.open(stream.bytes()), sizesWithSlirp(length)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 1L << 40, Long.MAX_VALUE})
    void withoutFooters_vmDescLengthBeyondEndIsIgnored(long length) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .withoutFooters()
                .header()
                .ramStart(1, 4096)
                .full(ID, "slirp")
                .opaqueBytes(new byte[3])
                .footer()
                .endOfStream()
                .vmdesc("{}");
        assertEquals(stream.read(), ReadResult.of(InputVariant.FILE.open(stream.bytes()), sizesWithSlirp(length)));
    }

    static IntStream lengthsNearMaxPiece() {
        return IntStream.concat(
                IntStream.rangeClosed(PIECE - SectionEndDetector.LOOKAHEAD, PIECE + 8),
                IntStream.rangeClosed(2 * PIECE - 8, 2 * PIECE + 8));
    }

    @ParameterizedTest
    @MethodSource("lengthsNearMaxPiece")
    void longPayload_hasSamePiecesScannedAndDescribed(int length) throws IOException {
        StreamBuilder stream = device().opaqueBytes(new byte[length])
                .footer()
                .full(ID + 1, "x".repeat(255))
                .footer()
                .endOfStream()
                .vmdesc("{}");
        assertReads(stream);
        ReadResult described = ReadResult.of(InputVariant.FILE.open(stream.bytes()), sizesWithSlirp(length));
        assertEquals(Section.Framing.DESCRIBED, slirpHead(described).framing());
        assertEquals(
                ExpectedSection.fromElements(stream.read().elements()),
                ExpectedSection.fromElements(described.elements()));
        assertEquals(stream.read().elements().size(), described.elements().size());
    }

    @Test
    void emptyPayload_isRead() throws IOException {
        assertReads(device().footer().endOfStream());
    }

    private static StreamBuilder device() {
        return new StreamBuilder().header().ramStart(1, 4096).full(ID, "slirp");
    }

    /** Returns the section after ram. */
    private static ExpectedSection slirpSection(ReadResult reading) {
        return ExpectedSection.fromElements(reading.elements()).get(1);
    }

    /** Returns the head of the section after ram. */
    private static Section slirpHead(ReadResult reading) {
        return reading.elements().stream()
                .filter(Section.class::isInstance)
                .map(Section.class::cast)
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    private static SectionSizes sizesWithSlirp(long length) {
        return new SectionSizes() {
            @Override
            public OptionalLong fullPayloadLength(SectionKey key) {
                return key.idstr().equals("slirp") ? OptionalLong.of(length) : OptionalLong.empty();
            }

            @Override
            public OptionalInt pageSize() {
                return OptionalInt.empty();
            }
        };
    }

    private static byte[] bytes(long... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long value : values) {
            bytes.write((int) value);
        }
        return bytes.toByteArray();
    }
}
