// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.migstream.stream.RamRecord.RamPage.Encoding.NORMAL;
import static org.migstream.stream.RamRecord.RamPage.Encoding.XBZRLE;
import static org.migstream.stream.RamRecord.RamPage.Encoding.ZERO;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioRecord.Tag;

/** Each violation of a rule is reported with its code and offset, and the elements before it are read. */
class MalformedStreamTest {
    private static final long ID = 37;
    private static final byte[] TRAILING_BYTES = new byte[300];

    /** Arguments: the expected code, the expected offset, the elements before the damage, the damaged stream. */
    static Stream<Arguments> damages() {
        return Stream.of(
                        Stream.of(
                                damage(
                                        StreamFindingCodes.UNKNOWN_FORMAT.code(),
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
        return Stream.of(
                damage("stream.configuration", 1, afterHeader(), 7, 0, 0, 4, 1),
                damage("stream.configuration", 5, afterHeader(), 7, 0, 0, 0, 0, 5, 1, 'x', 0, 0, 0, 1),
                damage("stream.unknown-element", 0, afterHeader(), 9),
                damage("stream.unknown-element", 0, afterRam(), 7),
                damage("stream.unknown-element", 0, afterRam(), 0x7e, 0, 0, 0, 1),
                damage("stream.section-head", 0, afterRam(), 4, 0, 0, 0, 9, 1, 'x', 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
                damage("stream.section-head", 0, afterRam(), 4, 0, 0, 0, 9, 1, 0xff, 0, 0, 0, 0, 0, 0, 0, 1),
                damage("stream.unknown-section-id", 0, afterRam(), 2, 0, 0, 0, 99),
                damage("stream.unknown-section-id", 0, afterRam(), 3, 0xff, 0xff, 0xff, 0xff),
                damage("stream.missing-footer", 0, inDeviceEnd().vfioTag(Tag.END_OF_STATE), 0x7e, 0, 0, 0, ID + 1),
                damage("stream.missing-footer", 0, inDeviceEnd().vfioTag(Tag.END_OF_STATE), 3, 0, 0, 0, 1),
                damage("stream.command-length", 0, afterRam(), 8, 0, 2, 0, 3),
                damage("stream.command-length", 0, afterRam(), 8, 0, 3, 0, 8),
                damage("stream.command-length", 0, afterRam(), 8, 0, 11, 0, 1),
                damage(
                        "stream.nested-package",
                        0,
                        afterRam().command(Name.PACKAGED, StreamBuilder.be32(1000)),
                        8,
                        0,
                        7,
                        0,
                        4),
                damage("stream.package-length", -2, inPackage(3), 0),
                damage("stream.package-length", 0, inPackage(7), 0, 0),
                damage("stream.package-length", 0, inPackage(9), 0, 6, 0, 0),
                damage("stream.trailing-bytes", 0, afterRam().endOfStream(), 1),
                damage("stream.trailing-bytes", 0, afterRam().endOfStream(), 0));
    }

    /** Returns a stream that ends after the command OPEN_RETURN_PATH, of five bytes, in a package. */
    private static StreamBuilder inPackage(long length) {
        return afterRam().command(Name.PACKAGED, StreamBuilder.be32(length)).command(Name.OPEN_RETURN_PATH);
    }

    private static Stream<Arguments> ram() {
        return Stream.of(
                damage("ram.block-list", 0, atBlockList(), 0),
                damage("ram.block-list", 0, atBlockList(), 1, 'x', 0, 0, 0, 0, 0, 0, 0x20, 1),
                damage("ram.block-list", 0, atBlockList(), 1, 'x', 0xff, 0, 0, 0, 0, 0, 0, 0),
                damage("ram.unknown-flags", 0, inRamPart(), 0, 0, 0, 0, 0, 0, 0, 1),
                damage("ram.unknown-flags", 0, inRamPart(), 0, 0, 0, 0, 0, 0, 0, 0x0a),
                damage("ram.unknown-flags", 0, inRamPart(), 0x80, 0, 0, 0, 0, 0, 0, 4),
                damage("ram.rdma", 0, inRamPart(), 0, 0, 0, 0, 0, 0, 0, 0x80),
                damage("ram.no-block", 0, inRamPart(), 0, 0, 0, 0, 0, 0, 0, 0x28),
                damage("ram.unknown-block", 0, inRamPart(), 0, 0, 0, 0, 0, 0, 0, 2, 1, 'x'),
                damagedCopy("ram.address", inRamPart(), inRamPart().ramPage(ZERO, false, 8192, (byte) 0)),
                damagedCopy("ram.address", inRamPart(), inRamPart().ramPage(NORMAL, false, 1L << 63, new byte[4096])),
                damage(
                        "ram.xbzrle",
                        0,
                        inRamPart(),
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
                badMappedRamHeader(2, 4096, 4096, 8192),
                badMappedRamHeader(1, 0, 4096, 8192),
                badMappedRamHeader(1, 1, 4096, 8192),
                badMappedRamHeader(1, 4095, 4096, 8192),
                badMappedRamHeader(1, 1 << 30, 4096, 8192),
                badMappedRamHeader(1, -4096, 4096, 8192),
                badMappedRamHeader(1, 4096, 0, 8192),
                badMappedRamHeader(1, 4096, 0, 0),
                badMappedRamHeader(1, 4096, 0, 8192, "x-ignore-shared"),
                badMappedRamHeader(1, 4096, 4096, 0, "x-ignore-shared"),
                badMappedRamHeader(1, 4096, -1, 8192),
                badMappedRamHeader(1, 4096, Long.MIN_VALUE, 8192),
                badMappedRamHeader(1, 4096, 4096, 7),
                badMappedRamHeader(1, 4096, 4096, -1),
                badMappedRamHeader(1, 4096, 4096, Long.MAX_VALUE));
    }

    private static Stream<Arguments> vfio() {
        return Stream.of(
                damage("vfio.unknown-tag", 0, inDeviceEnd(), 0xff, 0xff, 0xff, 0xff, 0xef, 0x10, 0, 7),
                damage("vfio.unknown-tag", 0, inDeviceEnd(), 0),
                damagedCopy("vfio.data-size", inDeviceEnd(), dataOfSize(inDeviceEnd(), 1L << 63)),
                damagedCopy("vfio.data-size", inDeviceEnd(), dataOfSize(inDeviceEnd(), -1)),
                damagedCopy("vfio.data-size", inDeviceEnd(), dataOfSize(inDeviceEnd(), Long.MAX_VALUE)),
                damagedCopy(
                        "vfio.end-of-state",
                        inDeviceEnd().vfioTag(Tag.DEV_SETUP_STATE),
                        inDeviceEnd().vfioTag(Tag.DEV_SETUP_STATE).vfioTag(Tag.DEV_INIT_DATA_SENT)),
                // A configuration of version 3 without an end.
                arguments(
                        "vfio.config-end",
                        inDeviceEnd().read().offset() + 8,
                        inDeviceEnd().read(),
                        inDeviceEnd()
                                .vfioTag(Tag.DEV_CONFIG_STATE)
                                .raw(0, 0, 0, 3)
                                .opaqueBytes(new byte[40_000])
                                .bytes()));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damage_isReportedAtItsOffset(String code, long offset, ReadResult before, byte[] stream) throws IOException {
        assertEquals(new ReadResult(before.elements(), code, offset), ReadResult.of(stream));
    }

    /** A length that is plausible but exceeds the input is reported as a truncation. */
    @ParameterizedTest
    @MethodSource("oversizedLengths")
    void lengthBeyondEnd_isReportedAsTruncation(byte[] stream) throws IOException {
        ReadResult reading = ReadResult.of(stream);
        assertEquals("stream.truncated", reading.code());
        assertEquals(stream.length, reading.offset());
    }

    static Stream<byte[]> oversizedLengths() {
        return Stream.of(
                dataOfSize(inDeviceEnd(), 1L << 50).bytes(),
                dataOfSize(inDeviceEnd(), 301).bytes(),
                afterRam().endOfStream().raw(6, 0xff, 0xff, 0xff, 0xff, '{').bytes(),
                afterRam()
                        .command(Name.PACKAGED, StreamBuilder.be32(0xffffffffL))
                        .bytes(),
                inPackage(8).endOfStream().raw(0).bytes(),
                inPackage(0xffffffffL).endOfStream().vmdesc("{}").bytes(),
                afterRam().raw(8, 0, 10, 0xff, 0xff, 0).bytes(),
                inRamPart()
                        .raw(0, 0, 0, 0, 0, 0, 1, 0, 6, 'p', 'c', '.', 'r', 'a', 'm', 0xff, 0xff, 0xff, 0xff)
                        .bytes());
    }

    /**
     * The search for the end of a configuration stays within the lookahead of a source. The configuration ends near this
     * limit: END_OF_STATE ends {@code distance} bytes before it (negative: after it).
     */
    @ParameterizedTest
    @ValueSource(ints = {300, 280, 270, 30, 20, 10, 9, 8, 7, 6, 1, 0, -1, -300})
    void configEndNearLookaheadLimit_isReportedAsMissing(int distance) throws IOException {
        byte[] filler = new byte[ByteSource.MAX_LOOKAHEAD - distance - Long.BYTES];
        Arrays.fill(filler, (byte) 0xff);
        byte[] stream = afterRam()
                .full(ID, "vfio")
                .vfioTag(Tag.DEV_CONFIG_STATE)
                .opaqueBytes(filler)
                .vfioTag(Tag.END_OF_STATE)
                .bytes();
        assertEquals("vfio.config-end", ReadResult.of(stream).code());
    }

    @Test
    void tooManySectionsOrBlocks_areReported() throws IOException {
        StreamBuilder sections = afterRam();
        StreamBuilder blocks = atBlockList();
        for (int i = 0; i < 5000; i++) {
            sections.start(1000 + i, "ram").ramFlag(RamRecord.Flag.EOS).footer();
            blocks.ramBlock("block" + i, 1);
        }
        assertEquals("stream.too-many-sections", ReadResult.of(sections.bytes()).code());
        assertEquals("ram.too-many-blocks", ReadResult.of(blocks.bytes()).code());
    }

    @Test
    void tooManyCapabilities_areReported() throws IOException {
        byte[] stream = afterHeader()
                .configuration(new Configuration.Capabilities(Collections.nCopies(257, "x")))
                .bytes();
        assertEquals("stream.too-many-capabilities", ReadResult.of(stream).code());
    }

    private static StreamBuilder afterHeader() {
        return new StreamBuilder().header();
    }

    private static StreamBuilder afterRam() {
        return afterHeader().ramStart(1, 8192);
    }

    /** Returns a stream up to the start of the list of blocks. */
    private static StreamBuilder atBlockList() {
        return afterHeader().start(1, "ram").ramSize(8192);
    }

    /** Returns a stream up to the first record of a PART section of ram. */
    private static StreamBuilder inRamPart() {
        return afterRam().continued(Kind.PART, 1);
    }

    /** Returns a stream up to the first record of the END section of a device. */
    private static StreamBuilder inDeviceEnd() {
        return afterRam().vfioSetup(ID, "vfio").continued(Kind.END, ID);
    }

    private static StreamBuilder dataOfSize(StreamBuilder stream, long size) {
        for (byte b : StreamBuilder.be64(Tag.DEV_DATA_STATE.value(), size)) {
            stream.raw(b);
        }
        return stream.opaqueBytes(TRAILING_BYTES);
    }

    private static Arguments badMappedRamHeader(
            long version, long pageSize, long bitmapOffset, long pagesOffset, String... others) {
        List<String> names = new ArrayList<>(List.of(others));
        names.add("mapped-ram");
        Configuration.Capabilities capabilities = new Configuration.Capabilities(names);
        OptionalLong address = others.length == 0 ? OptionalLong.empty() : OptionalLong.of(0);
        StreamBuilder valid =
                afterHeader().configuration(capabilities).start(1, "ram").ramSize(8192);
        StreamBuilder damaged =
                afterHeader().configuration(capabilities).start(1, "ram").ramSize(8192);
        MappedRamRegion.Header header = new MappedRamRegion.Header(version, pageSize, bitmapOffset, pagesOffset);
        damaged.put(at -> new RamBlock(at, "x", 8192, OptionalLong.empty(), address, header));
        return damagedCopy("ram.mapped-offset", valid, damaged);
    }

    /** Returns a case with {@code values} after a valid stream, and more bytes, so that the damage is not a truncation. */
    private static Arguments damage(String code, int offset, StreamBuilder valid, long... values) {
        ReadResult before = valid.read();
        for (long value : values) {
            valid.raw((int) value);
        }
        return arguments(
                code,
                before.offset() + offset,
                before,
                valid.opaqueBytes(TRAILING_BYTES).bytes());
    }

    /** Returns a case with damage inside another valid stream. */
    private static Arguments damagedCopy(String code, StreamBuilder valid, StreamBuilder damaged) {
        return arguments(code, valid.read().offset(), valid.read(), damaged.bytes());
    }
}
