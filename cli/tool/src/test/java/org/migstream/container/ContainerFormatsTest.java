// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.migstream.io.LimitExceededException;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.StreamBuilder;

/** Tests that a container changes nothing in the report, hides no damage and adds none. */
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

    /** The samples were written by the compression programs. */
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
    void concatenatedMembers_areReadAsOneStream(TestCompression format) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] empty = format.compress(new byte[0]);
        byte[] first = format.compress(Arrays.copyOf(stream, 300_000));
        byte[] second = format.compress(Arrays.copyOfRange(stream, 300_000, stream.length));
        assertSame(stream, TestCompression.concat(empty, first, empty, second, empty), format.label());
    }

    /** After the magic, a truncation is reported as the end of the input, not as damage; also inside a complete container. */
    @ParameterizedTest
    @EnumSource
    void truncationAnywhere_isReportedAsTruncation(TestCompression format) throws IOException {
        byte[] compressed = format.compress(SMALL);
        assertEquals(
                ReadOutcome.COMPLETE,
                InspectionResult.of(InspectionResult.PLAIN, compressed).outcome());
        for (int length = 0; length < compressed.length; length++) {
            byte[] front = Arrays.copyOf(compressed, length);
            for (byte[] input : List.of(front, TestCompression.ZSTD.compress(front))) {
                InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, input);
                List<String> codes = inspection.codes();
                assertEquals(ReadOutcome.DAMAGED, inspection.outcome(), "truncated to " + length);
                if (length >= ContainerFormat.MAX_MAGIC_LENGTH) {
                    assertTrue(codes.contains("stream.truncated"), "truncated to " + length + ": " + codes);
                    assertTrue(
                            codes.stream().noneMatch(code -> code.startsWith("input.")),
                            "truncated to " + length + ": " + codes);
                }
            }
        }
    }

    /** Flips all bits of the first and last bytes, and one bit of every byte between them. */
    @ParameterizedTest
    @EnumSource
    void flippedBit_isReported(TestCompression format) throws IOException {
        byte[] compressed = format.compress(SMALL);
        for (int bit = 0; bit < 8 * compressed.length; bit++) {
            int at = bit / 8;
            boolean edge = at < EDGE_BYTES || at >= compressed.length - EDGE_BYTES;
            if (edge || bit % 8 == at % 8) {
                byte[] damaged = compressed.clone();
                damaged[at] ^= (byte) (1 << bit % 8);
                assertNotNull(
                        InspectionResult.of(InspectionResult.PLAIN, damaged).outcome());
            }
        }
    }

    /** Damages one byte at a time, after the magic. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ZSTD")
    void damagedByte_isNeverReportedAsComplete(TestCompression format) throws IOException {
        byte[] compressed = format.compress(Captures.bytes("targets/arm-stellaris.qevm"));
        for (int at = ContainerFormat.MAX_MAGIC_LENGTH; at < compressed.length; at += 97) {
            byte[] damaged = compressed.clone();
            damaged[at] ^= 0x55;
            assertNotEquals(
                    ReadOutcome.COMPLETE,
                    InspectionResult.of(InspectionResult.PLAIN, damaged).outcome(),
                    "damaged at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource
    void trailingBytes_areReportedAtEndOfStream(TestCompression format) throws IOException {
        byte[] plain = Captures.bytes("q35-two-uarts.qevm");
        byte[] compressed = TestCompression.concat(format.compress(plain), "garbage after the end".getBytes());
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, compressed);
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals((long) plain.length, inspection.json().get("parsedBytes"));
        Map<String, Object> finding = inspection.finding("input." + format.label());
        assertEquals((long) plain.length, finding.get("offset"));
    }

    @ParameterizedTest
    @EnumSource
    void maxOutput_limitsDecompressedBytes(TestCompression format) throws IOException {
        byte[] compressed = format.compress(SMALL);
        assertEquals(
                ReadOutcome.COMPLETE, inspectWithLimit(compressed, SMALL.length).outcome());
        InspectionResult inspection = inspectWithLimit(compressed, SMALL.length - 1);
        assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
        assertEquals(SMALL.length - 1L, inspection.finding("input.max-output").get("offset"));
    }

    /** With containers in containers, what one stored byte may cost would otherwise grow with the power of their number. */
    @Test
    void maxOutput_growsWithStoredBytesOnly() throws IOException {
        byte[] zeroes = new byte[16 << 20];
        byte[] once = TestCompression.ZSTD.compress(zeroes);
        byte[] twice = TestCompression.ZSTD.compress(TestCompression.concat(once, once, once, once));
        for (byte[] compressed : List.of(once, twice)) {
            OutputLimit limit = new OutputLimit(1000, 100);
            try (Input input = Input.ofPipe("-", new ByteArrayInputStream(compressed), limit)) {
                LimitExceededException e = assertThrows(
                        LimitExceededException.class, () -> input.source().skip(zeroes.length));
                assertEquals(1000 + 100L * compressed.length, e.offset());
            }
        }
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(once), new OutputLimit(0, 1 << 20))) {
            input.source().skip(zeroes.length);
            input.source().requireUndamagedEnd();
        }
    }

    @Test
    void fourNestedContainers_exceedLayerLimit() throws IOException {
        byte[] compressed = Stream.iterate(SMALL, TestCompression.GZIP::compress)
                .skip(4)
                .findFirst()
                .orElseThrow();
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, compressed);
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

    /** A legacy frame ends with the input or where another frame starts. */
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

    private static void assertDecompressed(byte[] expected, byte[] compressed) throws IOException {
        try (Input input = Input.ofPipe("main", new ByteArrayInputStream(compressed), OutputLimit.NONE)) {
            byte[] uncompressed = new byte[expected.length];
            for (int count, at = 0; at < uncompressed.length; at += count) {
                count = input.source().read(uncompressed, at, uncompressed.length - at);
                assertTrue(count > 0, "at " + at);
            }
            assertArrayEquals(expected, uncompressed);
            assertEquals(0, input.source().available(1));
            input.source().requireUndamagedEnd();
        }
    }

    /** These blocks have no checksums. Some damage changes nothing, because a match of zeroes can start anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"linked.lz4", "legacy.lz4"})
    void damagedBlock_isReported(String suffix) throws IOException {
        byte[] compressed = sample("arm-stellaris.qevm." + suffix);
        Map<String, Object> whole =
                InspectionResult.of(InspectionResult.PLAIN, compressed).without("input");
        for (int at = 4; at < compressed.length; at += 211) {
            byte[] damaged = compressed.clone();
            damaged[at] ^= 0x55;
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, damaged);
            if (inspection.outcome() == ReadOutcome.COMPLETE && suffix.startsWith("linked")) {
                assertEquals(whole, inspection.without("input"), "damaged at " + at);
            }
            InspectionResult truncated = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(compressed, at));
            assertEquals(ReadOutcome.DAMAGED, truncated.outcome(), "truncated to " + at);
        }
    }

    private static InspectionResult inspectWithLimit(byte[] compressed, long maxOutput) throws IOException {
        return InspectionResult.of(
                InspectionResult.PLAIN,
                Input.ofPipe("main", new ByteArrayInputStream(compressed), OutputLimit.of(maxOutput)),
                List.of());
    }

    static void assertSame(byte[] stream, byte[] compressed, String... layers) throws IOException {
        InspectionResult plain = InspectionResult.of(InspectionResult.DIGEST, stream);
        InspectionResult inside = InspectionResult.of(InspectionResult.DIGEST, compressed);
        assertEquals(plain.without("input"), inside.without("input"), Arrays.toString(layers));
        Map<String, Object> input = InspectionResult.object(inside.json().get("input"));
        assertEquals(List.of(layers), input.get("layers"));
        assertEquals((long) compressed.length, input.get("bytes"));
    }
}
