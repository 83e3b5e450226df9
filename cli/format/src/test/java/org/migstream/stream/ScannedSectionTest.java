// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.HandMadeStreamTest.assertReads;

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

/** Payloads of which nothing is known but what stands behind them, and payloads that are described. */
class ScannedSectionTest {
    private static final long ID = 0x21;
    private static final int PIECE = ScannedGrammar.PIECE;

    /** Things that look like the end of the section and are not, for what stands behind them cannot be there. */
    static Stream<byte[]> imitations() {
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
    @MethodSource("imitations")
    void imitationsOfAnEndAreNotTakenForIt(byte[] imitation) throws IOException {
        assertReads(
                device().opaque(imitation).footer().full(ID + 1, "x").footer().eof());
    }

    /** From the state of an xhci: a one and a small length before a brace. */
    @Test
    void withoutFootersAShortNameIsNoSection() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .ram(1, 4096)
                .full(ID, "xhci")
                .opaque(bytes(0x68, 0x01, 0, 0, 0, 0, 1, '}', 0xfa, 0, 0, 0, 0, 0x10, 0, 0, 0, 6))
                .footer()
                .full(ID + 1, "usb")
                .footer()
                .eof()
                .vmdesc("{}"));
    }

    /** The version of QEMU's eeprom93xx is a date. */
    @Test
    void aSectionMayHaveALargeVersion() throws IOException {
        assertReads(device().opaque(new byte[3])
                .footer()
                .put(at -> new Section(
                        at, Section.Kind.FULL, ID + 1, new SectionKey("eeprom", 0), 20061113, Section.Framing.SCANNED))
                .put(at -> new SectionFooter(at, ID + 1, true))
                .eof());
    }

    /** The limit of what a scan can know; a description knows better. */
    @Test
    void aPerfectImitationIsSeenThroughByTheDescription() throws IOException {
        byte[] imitation = new StreamBuilder()
                .put(at -> new SectionFooter(at, ID, true))
                .full(5, "x")
                .opaque(new byte[] {1, 2})
                .bytes();
        byte[] stream = device().opaque(imitation).footer().eof().bytes();
        Reading described = Reading.of(InputVariant.FILE.open(stream), known(imitation.length));
        assertEquals(Reading.END, described.code());
        assertEquals(imitation.length, described(described).payloadLength());
        assertEquals(Section.Framing.DESCRIBED, describedHead(described).framing());
        assertEquals(0, described(Reading.of(stream)).payloadLength());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 4, 1 << 20, Long.MAX_VALUE - 5, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aDescriptionThatIsWrongIsNotBelieved(long length) throws IOException {
        StreamBuilder stream = device().opaque(new byte[] {1, 2, 3}).footer().eof();
        assertEquals(stream.reading(), Reading.of(InputVariant.FILE.open(stream.bytes()), known(length)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 1L << 40, Long.MAX_VALUE})
    void withoutFootersADescriptionThatGoesOverTheEndIsNotBelieved(long length) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .withoutFooters()
                .header()
                .ram(1, 4096)
                .full(ID, "slirp")
                .opaque(new byte[3])
                .footer()
                .eof()
                .vmdesc("{}");
        assertEquals(stream.reading(), Reading.of(InputVariant.FILE.open(stream.bytes()), known(length)));
    }

    static IntStream lengthsAroundAPiece() {
        return IntStream.concat(
                IntStream.rangeClosed(PIECE - SectionEnds.REACH, PIECE + 8),
                IntStream.rangeClosed(2 * PIECE - 8, 2 * PIECE + 8));
    }

    @ParameterizedTest
    @MethodSource("lengthsAroundAPiece")
    void longPayloadsComeInPiecesThatDependOnTheirBytesAlone(int length) throws IOException {
        StreamBuilder stream = device().opaque(new byte[length])
                .footer()
                .full(ID + 1, "x".repeat(255))
                .footer()
                .eof()
                .vmdesc("{}");
        assertReads(stream);
        Reading described = Reading.of(InputVariant.FILE.open(stream.bytes()), known(length));
        assertEquals(Section.Framing.DESCRIBED, describedHead(described).framing());
        assertEquals(ExpectedSection.among(stream.reading().elements()), ExpectedSection.among(described.elements()));
        assertEquals(stream.reading().elements().size(), described.elements().size());
    }

    @Test
    void anEmptyPayload() throws IOException {
        assertReads(device().footer().eof());
    }

    private static StreamBuilder device() {
        return new StreamBuilder().header().ram(1, 4096).full(ID, "slirp");
    }

    /** The section behind ram. */
    private static ExpectedSection described(Reading reading) {
        return ExpectedSection.among(reading.elements()).get(1);
    }

    /** Its head. */
    private static Section describedHead(Reading reading) {
        return reading.elements().stream()
                .filter(Section.class::isInstance)
                .map(Section.class::cast)
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    private static Foreknowledge known(long length) {
        return new Foreknowledge() {
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
