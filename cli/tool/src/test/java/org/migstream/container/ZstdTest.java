// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Streams in zstd: however they were packed, and wherever the packing breaks. */
class ZstdTest {
    private static final String CAPTURE = "q35-two-uarts.qevm";
    /** An empty skippable frame and one with five bytes that mean nothing. */
    private static final byte[] SKIPPABLE = {
        0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0, 0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 65_536, 100_000, 10_000_000})
    void concatenatedFrames_areReadAsOneStream(int length) throws IOException {
        byte[] stream = Arrays.copyOf(Captures.bytes(CAPTURE), length == 1 ? 1000 : 600_000);
        assertArrayEquals(stream, decompress(compressInFrames(stream, length, new byte[0])));
        assertArrayEquals(stream, decompress(compressInFrames(stream, length, SKIPPABLE)));
    }

    /** As pzstd writes it. */
    @Test
    void leadingSkippableFrame_isSkipped() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        assertArrayEquals(stream, decompress(concat(SKIPPABLE, Zstd.compress(stream))));
    }

    @Test
    void emptyFrame_isEmptyStream() throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, Zstd.compress(new byte[0]));
        assertEquals(List.of("stream.truncated"), inspection.codes());
        assertEquals("main: DAMAGED: at 0x0 (0): the input is empty [stream.truncated]", inspection.verdict());
    }

    /** Where packed bytes end, the report is that of the plain stream that ends where unpacking did. */
    @Test
    void truncatedFrame_isReadUpToTruncation() throws IOException {
        byte[] packed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        byte[] plain = Captures.bytes(CAPTURE);
        for (int cut = 1000; cut < packed.length; cut += 1000) {
            byte[] front = Arrays.copyOf(packed, cut);
            int there = decompressibleLength(front);
            InspectionResult cutPacked = InspectionResult.of(InspectionResult.DIGEST, front);
            InspectionResult cutPlain = InspectionResult.of(InspectionResult.DIGEST, Arrays.copyOf(plain, there));
            assertEquals(ReadOutcome.DAMAGED, cutPacked.outcome());
            assertEquals(
                    cutPlain.without("input", "findings"), cutPacked.without("input", "findings"), "cut at " + cut);
            assertEquals(cutPlain.codes(), cutPacked.codes());
            assertTrue((long) cutPacked.json().get("parsedBytes") <= there);
            Map<String, Object> input = InspectionResult.object(cutPacked.json().get("input"));
            assertEquals((long) cut, input.get("bytes"));
            assertEquals(List.of("zstd"), input.get("layers"));
        }
    }

    /** A frame with a checksum does not let a single damaged byte through. */
    @Test
    void damagedByte_isNeverReportedAsComplete() throws IOException {
        byte[] packed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        List<Map<String, Object>> whole =
                InspectionResult.of(InspectionResult.PLAIN, packed).list("sections");
        for (int at = 4; at < packed.length; at += 997) {
            byte[] damaged = packed.clone();
            damaged[at] ^= 0x55;
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, damaged);
            assertNotEquals(ReadOutcome.COMPLETE, inspection.outcome(), "damaged at " + at);
            assertTrue(inspection.list("sections").size() <= whole.size());
        }
    }

    /** Only the checksum of the frame is not there. */
    @Test
    void missingChecksum_isTruncation_afterCompleteStream() throws IOException {
        byte[] packed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(packed, packed.length - 1));
        long length = Captures.bytes(CAPTURE).length;
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals(length, inspection.json().get("parsedBytes"));
        assertEquals(length, inspection.finding("stream.truncated").get("offset"));
        assertTrue(inspection.verdict().contains("the stream is whole"), inspection.verdict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage behind the frame", "QEVM"})
    void trailingBytes_areReported_andNotPartOfStream(String garbage) throws IOException {
        byte[] plain = Captures.bytes(CAPTURE);
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, concat(Zstd.compress(plain), garbage.getBytes()));
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals((long) plain.length, inspection.json().get("parsedBytes"));
        assertEquals(InspectionResult.of(InspectionResult.PLAIN, plain).list("sections"), inspection.list("sections"));
        assertEquals((long) plain.length, inspection.finding("input.zstd").get("offset"));
    }

    private static byte[] compressInFrames(byte[] stream, int length, byte[] between) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; from += length) {
            packed.writeBytes(Zstd.compress(Arrays.copyOfRange(stream, from, Math.min(from + length, stream.length))));
            packed.writeBytes(between);
        }
        return packed.toByteArray();
    }

    private static byte[] decompress(byte[] packed) throws IOException {
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(packed), Long.MAX_VALUE)) {
            assertEquals(List.of("zstd"), input.layers());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] some = new byte[777];
            for (int count; (count = input.source().read(some, 0, some.length)) > 0; ) {
                bytes.write(some, 0, count);
            }
            input.source().requireUndamagedEnd();
            return bytes.toByteArray();
        }
    }

    /** How many bytes come out before unpacking fails. */
    private static int decompressibleLength(byte[] packed) throws IOException {
        int length = 0;
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(packed))) {
            while (in.read() >= 0) {
                length++;
            }
            return length;
        } catch (IOException e) {
            return length;
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
