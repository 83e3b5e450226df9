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

/** Tests streams in zstd: all kinds of frames, truncation and damage. */
class ZstdTest {
    private static final String CAPTURE = "q35-two-uarts.qevm";
    /** An empty skippable frame and one with five unused bytes. */
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

    /** The program pzstd writes such frames. */
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

    /** The report equals that of the plain stream that is truncated to the decompressible length. */
    @Test
    void truncatedFrame_isReadUpToTruncation() throws IOException {
        byte[] compressed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        byte[] plain = Captures.bytes(CAPTURE);
        for (int length = 1000; length < compressed.length; length += 1000) {
            byte[] front = Arrays.copyOf(compressed, length);
            int plainLength = decompressibleLength(front);
            InspectionResult compressedResult = InspectionResult.of(InspectionResult.DIGEST, front);
            InspectionResult plainResult =
                    InspectionResult.of(InspectionResult.DIGEST, Arrays.copyOf(plain, plainLength));
            assertEquals(ReadOutcome.DAMAGED, compressedResult.outcome());
            assertEquals(
                    plainResult.without("input", "findings"),
                    compressedResult.without("input", "findings"),
                    "truncated to " + length);
            assertEquals(plainResult.codes(), compressedResult.codes());
            assertTrue((long) compressedResult.json().get("parsedBytes") <= plainLength);
            Map<String, Object> input =
                    InspectionResult.object(compressedResult.json().get("input"));
            assertEquals((long) length, input.get("bytes"));
            assertEquals(List.of("zstd"), input.get("layers"));
        }
    }

    /** The frame has a checksum, so every damaged byte is found. */
    @Test
    void damagedByte_isNeverReportedAsComplete() throws IOException {
        byte[] compressed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        List<Map<String, Object>> whole =
                InspectionResult.of(InspectionResult.PLAIN, compressed).list("sections");
        for (int at = 4; at < compressed.length; at += 997) {
            byte[] damaged = compressed.clone();
            damaged[at] ^= 0x55;
            InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, damaged);
            assertNotEquals(ReadOutcome.COMPLETE, inspection.outcome(), "damaged at " + at);
            assertTrue(inspection.list("sections").size() <= whole.size());
        }
    }

    /** Only the checksum of the frame is missing. */
    @Test
    void missingChecksum_isTruncation_afterCompleteStream() throws IOException {
        byte[] compressed = Files.readAllBytes(Path.of("samples/streams", CAPTURE + ".zst"));
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(compressed, compressed.length - 1));
        long length = Captures.bytes(CAPTURE).length;
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals(length, inspection.json().get("parsedBytes"));
        assertEquals(length, inspection.finding("stream.truncated").get("offset"));
        assertTrue(inspection.verdict().contains("the stream is complete"), inspection.verdict());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage after the frame", "QEVM"})
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
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; from += length) {
            compressed.writeBytes(
                    Zstd.compress(Arrays.copyOfRange(stream, from, Math.min(from + length, stream.length))));
            compressed.writeBytes(between);
        }
        return compressed.toByteArray();
    }

    private static byte[] decompress(byte[] compressed) throws IOException {
        try (Input input = Input.ofPipe("-", new ByteArrayInputStream(compressed), OutputLimit.NONE)) {
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

    /** Returns the number of bytes before the decompression fails. */
    private static int decompressibleLength(byte[] compressed) throws IOException {
        int length = 0;
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
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
