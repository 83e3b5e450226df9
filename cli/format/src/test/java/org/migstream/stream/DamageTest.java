// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.migstream.stream.RamPage.Encoding.NORMAL;
import static org.migstream.stream.RamPage.Encoding.XBZRLE;
import static org.migstream.stream.RamPage.Encoding.ZERO;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.stream.Command.Name;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioRecord.Tag;

/** Every broken rule has its own code and is found where it is broken, and what stands in front is still read. */
class DamageTest {
    private static final long ID = 37;
    private static final byte[] ANYTHING = new byte[300];

    /** What is read, the damage behind it, how far into the damage the offset points, the code. */
    static Stream<Arguments> damages() {
        return Stream.of(
                        Stream.of(
                                damage(
                                        MigrationReader.UNKNOWN_FORMAT,
                                        0,
                                        new StreamBuilder(),
                                        'Q',
                                        'E',
                                        'V',
                                        'N',
                                        0,
                                        0,
                                        0,
                                        3),
                                damage("stream.version", 4, new StreamBuilder(), 'Q', 'E', 'V', 'M', 0, 0, 0, 2)),
                        frames(),
                        ram(),
                        vfio())
                .flatMap(damages -> damages);
    }

    private static Stream<Arguments> frames() {
        StreamBuilder overrun =
                machine().command(Name.PACKAGED, StreamBuilder.be32(3)).command(Name.OPEN_RETURN_PATH);
        return Stream.of(
                damage("stream.configuration", 1, header(), 7, 0, 0, 4, 1),
                damage("stream.configuration", 5, header(), 7, 0, 0, 0, 0, 5, 1, 'x', 0, 0, 0, 1),
                damage("stream.unknown-element", 0, header(), 9),
                damage("stream.unknown-element", 0, machine(), 7),
                damage("stream.unknown-element", 0, machine(), 0x7e, 0, 0, 0, 1),
                damage("stream.unknown-section-id", 0, machine(), 2, 0, 0, 0, 99),
                damage("stream.unknown-section-id", 0, machine(), 3, 0xff, 0xff, 0xff, 0xff),
                damage("stream.missing-footer", 0, device().tag(Tag.END_OF_STATE), 0x7e, 0, 0, 0, ID + 1),
                damage("stream.missing-footer", 0, device().tag(Tag.END_OF_STATE), 3, 0, 0, 0, 1),
                damage("stream.command-length", 0, machine(), 8, 0, 2, 0, 3),
                damage("stream.command-length", 0, machine(), 8, 0, 3, 0, 8),
                damage("stream.command-length", 0, machine(), 8, 0, 11, 0, 1),
                damage(
                        "stream.nested-package",
                        0,
                        machine().command(Name.PACKAGED, StreamBuilder.be32(1000)),
                        8,
                        0,
                        7,
                        0,
                        4),
                damage("stream.package-length", -2, overrun, 0),
                damage("stream.trailing-bytes", 0, machine().eof(), 1),
                damage("stream.trailing-bytes", 0, machine().eof(), 0));
    }

    private static Stream<Arguments> ram() {
        return Stream.of(
                damage("ram.block-list", 0, list(), 0),
                damage("ram.block-list", 0, list(), 1, 'x', 0, 0, 0, 0, 0, 0, 0x20, 1),
                damage("ram.block-list", 0, list(), 1, 'x', 0xff, 0, 0, 0, 0, 0, 0, 0),
                damage("ram.unknown-flags", 0, round(), 0, 0, 0, 0, 0, 0, 0, 1),
                damage("ram.unknown-flags", 0, round(), 0, 0, 0, 0, 0, 0, 0, 0x0a),
                damage("ram.unknown-flags", 0, round(), 0x80, 0, 0, 0, 0, 0, 0, 4),
                damage("ram.rdma", 0, round(), 0, 0, 0, 0, 0, 0, 0, 0x80),
                damage("ram.no-block", 0, round(), 0, 0, 0, 0, 0, 0, 0, 0x28),
                damage("ram.unknown-block", 0, round(), 0, 0, 0, 0, 0, 0, 0, 2, 1, 'x'),
                rewritten("ram.address", round(), round().page(ZERO, false, 8192, (byte) 0)),
                rewritten("ram.address", round(), round().page(NORMAL, false, 1L << 63, new byte[4096])),
                damage(
                        "ram.xbzrle",
                        0,
                        round(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        XBZRLE.flag().bit(),
                        6,
                        'p',
                        'c',
                        '.',
                        'r',
                        'a',
                        'm',
                        2),
                mapped(2, 4096, 4096, 8192),
                mapped(1, 0, 4096, 8192),
                mapped(1, 1, 4096, 8192),
                mapped(1, 4095, 4096, 8192),
                mapped(1, 1 << 30, 4096, 8192),
                mapped(1, -4096, 4096, 8192),
                mapped(1, 4096, 0, 8192),
                mapped(1, 4096, -1, 8192),
                mapped(1, 4096, Long.MIN_VALUE, 8192),
                mapped(1, 4096, 4096, 7),
                mapped(1, 4096, 4096, -1),
                mapped(1, 4096, 4096, Long.MAX_VALUE));
    }

    private static Stream<Arguments> vfio() {
        return Stream.of(
                damage("vfio.unknown-tag", 0, device(), 0xff, 0xff, 0xff, 0xff, 0xef, 0x10, 0, 7),
                damage("vfio.unknown-tag", 0, device(), 0),
                rewritten("vfio.data-size", device(), size(device(), 1L << 63)),
                rewritten("vfio.data-size", device(), size(device(), -1)),
                rewritten("vfio.data-size", device(), size(device(), Long.MAX_VALUE)),
                rewritten(
                        "vfio.end-of-state",
                        device().tag(Tag.DEV_SETUP_STATE),
                        device().tag(Tag.DEV_SETUP_STATE).tag(Tag.DEV_INIT_DATA_SENT)),
                // A configuration of version 3, and no end anywhere.
                arguments(
                        "vfio.config-end",
                        device().reading().offset() + 8,
                        device().reading(),
                        device().tag(Tag.DEV_CONFIG_STATE)
                                .raw(0, 0, 0, 3)
                                .opaque(new byte[40_000])
                                .bytes()));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void isFoundWhereItIs(String code, long offset, Reading inFront, byte[] stream) throws IOException {
        assertEquals(new Reading(inFront.elements(), code, offset), Reading.of(stream));
    }

    /** More than there is, though not more than there could be, is a truncation. */
    @ParameterizedTest
    @MethodSource("claims")
    void claimsOverTheEndAreTruncations(byte[] stream) throws IOException {
        Reading reading = Reading.of(stream);
        assertEquals("stream.truncated", reading.code());
        assertEquals(stream.length, reading.offset());
    }

    static Stream<byte[]> claims() {
        return Stream.of(
                size(device(), 1L << 50).bytes(),
                size(device(), 301).bytes(),
                machine().eof().raw(6, 0xff, 0xff, 0xff, 0xff, '{').bytes(),
                machine()
                        .command(Name.PACKAGED, StreamBuilder.be32(0xffffffffL))
                        .bytes(),
                machine().raw(8, 0, 10, 0xff, 0xff, 0).bytes(),
                round().raw(0, 0, 0, 0, 0, 0, 1, 0, 6, 'p', 'c', '.', 'r', 'a', 'm', 0xff, 0xff, 0xff, 0xff)
                        .bytes());
    }

    /** The search for the end of a configuration stays within what a source can look ahead. */
    @ParameterizedTest
    @ValueSource(ints = {300, 280, 270, 30, 20, 10, 9, 8, 7, 6, 1, 0, -1, -300})
    void anEndNearTheLimitOfSight(int inFront) throws IOException {
        byte[] filler = new byte[ByteSource.MAX_LOOKAHEAD - inFront - Long.BYTES];
        Arrays.fill(filler, (byte) 0xff);
        byte[] stream = machine()
                .full(ID, "vfio")
                .tag(Tag.DEV_CONFIG_STATE)
                .opaque(filler)
                .tag(Tag.END_OF_STATE)
                .bytes();
        assertEquals("vfio.config-end", Reading.of(stream).code());
    }

    @Test
    void whatIsRememberedHasALimit() throws IOException {
        StreamBuilder sections = machine();
        StreamBuilder blocks = list();
        for (int i = 0; i < 5000; i++) {
            sections.start(1000 + i, "ram").mark(RamRecord.Flag.EOS).footer();
            blocks.block("block" + i, 1);
        }
        assertEquals("stream.too-many-sections", Reading.of(sections.bytes()).code());
        assertEquals("ram.too-many-blocks", Reading.of(blocks.bytes()).code());
    }

    private static StreamBuilder header() {
        return new StreamBuilder().header();
    }

    private static StreamBuilder machine() {
        return header().ram(1, 8192);
    }

    /** Where the list of blocks must begin. */
    private static StreamBuilder list() {
        return header().start(1, "ram").ramSize(8192);
    }

    /** In a round of ram, where a record must come. */
    private static StreamBuilder round() {
        return machine().more(Kind.PART, 1);
    }

    /** In the END section of a device, where a record must come. */
    private static StreamBuilder device() {
        return machine().vfioSetup(ID, "vfio").more(Kind.END, ID);
    }

    private static StreamBuilder size(StreamBuilder stream, long size) {
        for (byte b : StreamBuilder.be64(Tag.DEV_DATA_STATE.value(), size)) {
            stream.raw(b);
        }
        return stream.opaque(ANYTHING);
    }

    private static Arguments mapped(long version, long pageSize, long bitmapOffset, long pagesOffset) {
        Configuration.Capabilities capabilities = new Configuration.Capabilities(List.of("mapped-ram"));
        StreamBuilder sound =
                header().configuration(capabilities).start(1, "ram").ramSize(8192);
        StreamBuilder damaged =
                header().configuration(capabilities).start(1, "ram").ramSize(8192);
        MappedRam.Header header = new MappedRam.Header(version, pageSize, bitmapOffset, pagesOffset);
        damaged.put(at -> new RamBlock(at, "x", 8192, OptionalLong.empty(), OptionalLong.empty(), header));
        return rewritten("ram.mapped-offset", sound, damaged);
    }

    /** {@code values} behind a sound stream; something must follow, or the damage could be a cut. */
    private static Arguments damage(String code, int into, StreamBuilder sound, long... values) {
        Reading inFront = sound.reading();
        for (long value : values) {
            sound.raw((int) value);
        }
        return arguments(
                code, inFront.offset() + into, inFront, sound.opaque(ANYTHING).bytes());
    }

    /** A damaged stream that is another one at first. */
    private static Arguments rewritten(String code, StreamBuilder sound, StreamBuilder damaged) {
        return arguments(code, sound.reading().offset(), sound.reading(), damaged.bytes());
    }
}
