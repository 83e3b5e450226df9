// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.StreamBuilder;

/** A container changes nothing about what is in it, hides no damage, and adds none. */
class ContainerFormatsTest {
    private static final byte[] SMALL = new StreamBuilder()
            .header()
            .configuration()
            .vfioSetup(7, "0000:00:01.0/vfio")
            .endOfStream()
            .vmdesc("{}")
            .bytes();

    private static final int EDGE_BYTES = 24;

    static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(Path.of("samples/containers", name));
    }

    /** What the programs themselves wrote. */
    @ParameterizedTest
    @CsvSource({
        "zst, zstd",
        "lz4, lz4",
        "gz, gzip",
        "bz2, bzip2",
        "xz, xz",
        "long.zst, zstd",
        "blocks.lz4, lz4",
        "linked.lz4, lz4",
        "legacy.lz4, lz4",
        "two.lz4, lz4",
        "two.gz, gzip",
        "two.bz2, bzip2",
        "two.xz, xz"
    })
    void sampleOfEachProgram_isReadAsSameStream(String suffix, String layer) throws IOException {
        assertSame(Captures.bytes("targets/arm-stellaris.qevm"), sample("arm-stellaris.qevm." + suffix), layer);
    }

    @ParameterizedTest
    @EnumSource
    void nestedContainers_areReadAsSameStream(TestCompression inner) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] once = inner.compress(stream);
        assertSame(stream, once, inner.label());
        for (TestCompression outer : TestCompression.values()) {
            assertSame(stream, outer.compress(once), outer.label(), inner.label());
        }
    }

    @ParameterizedTest
    @EnumSource
    void concatenatedMembers_areReadAsOneStream(TestCompression packing) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] empty = packing.compress(new byte[0]);
        byte[] first = packing.compress(Arrays.copyOf(stream, 300_000));
        byte[] second = packing.compress(Arrays.copyOfRange(stream, 300_000, stream.length));
        assertSame(stream, TestCompression.concat(empty, first, empty, second, empty), packing.label());
    }

    /** Behind the magic the end is that of the input, not damage; also through a whole outer container. */
    @ParameterizedTest
    @EnumSource
    void truncationAnywhere_isReportedAsTruncation(TestCompression packing) throws IOException {
        byte[] packed = packing.compress(SMALL);
        assertEquals(
                ReadOutcome.COMPLETE,
                InspectionResult.of(InspectionResult.PLAIN, packed).outcome());
        for (int cut = 0; cut < packed.length; cut++) {
            byte[] front = Arrays.copyOf(packed, cut);
            for (byte[] input : List.of(front, TestCompression.ZSTD.compress(front))) {
                InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, input);
                List<String> codes = inspection.codes();
                assertEquals(ReadOutcome.DAMAGED, inspection.outcome(), "cut at " + cut);
                if (cut >= ContainerFormat.MAX_MAGIC_LENGTH) {
                    assertTrue(codes.contains("stream.truncated"), "cut at " + cut + ": " + codes);
                    assertTrue(
                            codes.stream().noneMatch(code -> code.startsWith("input.")),
                            "cut at " + cut + ": " + codes);
                }
            }
        }
    }

    /** All bits of heads and tails, and one of each byte of what is in between. */
    @ParameterizedTest
    @EnumSource
    void flippedBit_isReported(TestCompression packing) throws IOException {
        byte[] packed = packing.compress(SMALL);
        for (int bit = 0; bit < 8 * packed.length; bit++) {
            int at = bit / 8;
            boolean edge = at < EDGE_BYTES || at >= packed.length - EDGE_BYTES;
            if (edge || bit % 8 == at % 8) {
                byte[] damaged = packed.clone();
                damaged[at] ^= (byte) (1 << bit % 8);
                assertNotNull(
                        InspectionResult.of(InspectionResult.PLAIN, damaged).outcome());
            }
        }
    }

    /** Damage in the middle: what was unpacked before is reported, as it would be of a plain stream. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZSTD")
    void damagedByte_isNeverReportedAsComplete(TestCompression packing) throws IOException {
        byte[] packed = packing.compress(Captures.bytes("targets/arm-stellaris.qevm"));
        for (int at = ContainerFormat.MAX_MAGIC_LENGTH; at < packed.length; at += 97) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x55;
            assertNotEquals(
                    ReadOutcome.COMPLETE,
                    InspectionResult.of(InspectionResult.PLAIN, damaged).outcome(),
                    "damaged at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource
    void trailingBytes_areReportedAtEndOfStream(TestCompression packing) throws IOException {
        byte[] plain = Captures.bytes("q35-two-uarts.qevm");
        byte[] packed = TestCompression.concat(packing.compress(plain), "garbage behind the end".getBytes());
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, packed);
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals((long) plain.length, inspection.json().get("parsedBytes"));
        Map<String, Object> finding = inspection.finding("input." + packing.label());
        assertEquals((long) plain.length, finding.get("offset"));
    }

    @ParameterizedTest
    @EnumSource
    void maxOutput_limitsDecompressedBytes(TestCompression packing) throws IOException {
        byte[] packed = packing.compress(SMALL);
        assertEquals(
                ReadOutcome.COMPLETE, inspectWithLimit(packed, SMALL.length).outcome());
        InspectionResult inspection = inspectWithLimit(packed, SMALL.length - 1);
        assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
        assertEquals(SMALL.length - 1L, inspection.finding("input.max-output").get("offset"));
    }

    @Test
    void fourNestedContainers_exceedLayerLimit() throws IOException {
        byte[] packed = Stream.iterate(SMALL, TestCompression.GZIP::compress)
                .skip(4)
                .findFirst()
                .orElseThrow();
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, packed);
        assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
        assertEquals(List.of("input.layers"), inspection.codes());
    }

    @Test
    void manySkippableFrames_areSkipped() throws IOException {
        byte[] empty = {0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0};
        byte[] many = new byte[empty.length * 100_000];
        for (int at = 0; at < many.length; at += empty.length) {
            System.arraycopy(empty, 0, many, at, empty.length);
        }
        byte[] stream = {1, 2, 3};
        byte[] frame = TestCompression.LZ4.compress(stream);
        assertDecompressed(TestCompression.concat(stream, stream), TestCompression.concat(frame, many, frame, many));
    }

    /** A frame of {@code lz4 -l} ends with the input or where another begins. */
    @ParameterizedTest
    @ValueSource(strings = {"lz4", "linked.lz4", "legacy.lz4"})
    void mixedLz4Frames_areReadInOrder(String suffix) throws IOException {
        byte[] stream = Captures.bytes("targets/arm-stellaris.qevm");
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
        byte[] frame = sample("arm-stellaris.qevm." + suffix);
        for (byte[] next :
                List.of(frame, sample("arm-stellaris.qevm.legacy.lz4"), TestCompression.LZ4.compress(stream))) {
            assertDecompressed(
                    TestCompression.concat(stream, stream), TestCompression.concat(frame, skippable, next, skippable));
        }
    }

    private static void assertDecompressed(byte[] expected, byte[] packed) throws IOException {
        try (Input input = Input.ofPipe("main", new ByteArrayInputStream(packed), Long.MAX_VALUE)) {
            byte[] unpacked = new byte[expected.length];
            for (int count, at = 0; at < unpacked.length; at += count) {
                count = input.source().read(unpacked, at, unpacked.length - at);
                assertTrue(count > 0, "at " + at);
            }
            assertArrayEquals(expected, unpacked);
            assertEquals(0, input.source().available(1));
            input.source().requireUndamagedEnd();
        }
    }

    /** Neither have checksums of their blocks, and some damage changes nothing: zeros can be repeated from anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"linked.lz4", "legacy.lz4"})
    void damagedBlock_isReported(String suffix) throws IOException {
        byte[] packed = sample("arm-stellaris.qevm." + suffix);
        Map<String, Object> whole =
                InspectionResult.of(InspectionResult.PLAIN, packed).without("input");
        for (int at = 4; at < packed.length; at += 211) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x55;
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, damaged);
            if (inspection.outcome() == ReadOutcome.COMPLETE && suffix.startsWith("linked")) {
                assertEquals(whole, inspection.without("input"), "damaged at " + at);
            }
            InspectionResult cut = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(packed, at));
            assertEquals(ReadOutcome.DAMAGED, cut.outcome(), "cut at " + at);
        }
    }

    private static InspectionResult inspectWithLimit(byte[] packed, long most) throws IOException {
        return InspectionResult.of(
                InspectionResult.PLAIN, Input.ofPipe("main", new ByteArrayInputStream(packed), most), List.of());
    }

    static void assertSame(byte[] stream, byte[] packed, String... layers) throws IOException {
        InspectionResult plain = InspectionResult.of(InspectionResult.DIGEST, stream);
        InspectionResult inside = InspectionResult.of(InspectionResult.DIGEST, packed);
        assertEquals(plain.without("input"), inside.without("input"), Arrays.toString(layers));
        Map<String, Object> input = InspectionResult.object(inside.json().get("input"));
        assertEquals(List.of(layers), input.get("layers"));
        assertEquals((long) packed.length, input.get("bytes"));
    }
}
