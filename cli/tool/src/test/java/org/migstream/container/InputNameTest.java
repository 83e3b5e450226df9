// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.qcow2.Qcow2ImageBuilder;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Tests the names of files, of streams at an offset and of snapshots. */
class InputNameTest {
    private static final String CAPTURE = "targets/arm-stellaris.qevm";
    private static final String SAMPLES = "samples/containers/";

    @TempDir
    private Path folder;

    /** The values are those of QEMU's qemu_strtosz. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "0x1000, 4096",
        "0XfF, 255",
        "4k, 4096",
        "1.5K, 1536",
        "3B, 3",
        "2M, 2097152",
        "1G, 1073741824",
        "1t, 1099511627776",
        "0x1000000000000000, 1152921504606846976"
    })
    void offset_isParsedLikeQemuStrtosz(String written, long offset) throws IOException {
        assertEquals(new InputName(Path.of("vm.img"), offset, null), InputName.parse("file:vm.img,offset=" + written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "0x", "4X", "1.5.5", "0x1k", "99999999999999999999", "8E", "1E9", " 1"})
    void invalidOffset_isQuotedInError(String written) {
        InputNameException e =
                assertThrows(InputNameException.class, () -> InputName.parse("file:vm.img,offset=" + written));
        assertTrue(e.getReason().contains("'" + written + "' is not an offset"), e.getReason());
    }

    @Test
    void existingFile_hasPrecedenceOverSyntax() throws IOException {
        for (String name : List.of("a#b", "a,offset=4", "a")) {
            Files.write(folder.resolve(name), new byte[1]);
        }
        assertEquals(new InputName(folder.resolve("a#b"), 0, null), InputName.parse(folder + "/a#b"));
        assertEquals(new InputName(folder.resolve("a#b"), 0, "c"), InputName.parse(folder + "/a#b#c"));
        assertEquals(new InputName(folder.resolve("a"), 0, "c#d"), InputName.parse(folder + "/a#c#d"));
        assertEquals(new InputName(folder.resolve("a"), 0, ""), InputName.parse(folder + "/a#"));
        assertEquals(new InputName(folder.resolve("z#c"), 0, null), InputName.parse(folder + "/z#c"));
        assertEquals(new InputName(folder.resolve("a"), 4, null), InputName.parse("file:" + folder + "/a,offset=4"));
        assertEquals(new InputName(folder.resolve("a"), 0, null), InputName.parse("file:" + folder + "/a"));
    }

    @Test
    void streamAtOffset_isReadLikePlainFile() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        for (byte[] content : List.of(
                stream, TestCompression.ZSTD.compress(stream), ContainerFormatsTest.sample("arm-stellaris.qevm.lzo"))) {
            byte[] file = TestCompression.concat(new byte[5000], content);
            Path path = Files.write(folder.resolve("vm.img"), file);
            InspectionResult found = inspect("file:" + path + ",offset=5000");
            InspectionResult plain =
                    inspect(Files.write(folder.resolve("plain"), content).toString());
            assertEquals(plain.without("input"), found.without("input"));
            assertEquals(
                    (long) file.length,
                    InspectionResult.object(found.json().get("input")).get("bytes"));
        }
    }

    @Test
    void offsetPastEndOfFile_isReported() throws IOException {
        Path file = Files.write(folder.resolve("vm.img"), new byte[5000]);
        String name = "file:" + file + ",offset=";
        for (Input input : List.of(
                Input.open(name + "6000", OutputLimit.NONE),
                new InputOpener(name, OutputLimit.NONE).openPipe(Files.newInputStream(file), 6000))) {
            InspectionResult pastEnd = InspectionResult.of(InspectionResult.PLAIN, input, List.of());
            assertEquals(ReadOutcome.DAMAGED, pastEnd.outcome());
            String message = (String) pastEnd.finding("input.offset").get("message");
            assertEquals("the offset 6000 is past the end of the file, which is at 5000", message);
        }
        assertEquals(List.of("stream.truncated"), inspect(name + "5000").codes());
    }

    /** The images were compressed by qemu-img. */
    @ParameterizedTest
    @ValueSource(strings = {"deflate", "zstd"})
    void snapshotWithCompressedClusters_isReadLikePlainFile(String compression) throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        String plain = Files.write(folder.resolve("plain"), stream).toString();
        InspectionResult found = inspect(SAMPLES + "arm-stellaris." + compression + ".qcow2#stream");
        assertEquals(inspect(plain).without("input"), found.without("input"));
        assertEquals(
                List.of("qcow2"),
                InspectionResult.object(found.json().get("input")).get("layers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"before update", "1", "fix#2", "2"})
    void snapshotOfSavevm_isReadCompletely(String snapshot) throws IOException {
        InspectionResult found = inspect(SAMPLES + "isapc.savevm.qcow2#" + snapshot);
        assertEquals(ReadOutcome.COMPLETE, found.outcome());
        assertEquals(List.of(), found.codes());
        Map<String, Object> configuration = InspectionResult.object(found.json().get("configuration"));
        assertEquals("isapc", configuration.get("machine"));
        assertTrue(found.list("sections").stream().allMatch(s -> !"scanned".equals(s.get("framing"))));
    }

    @ParameterizedTest
    @CsvSource({
        "isapc.savevm.qcow2#disk alone, without VM state",
        "isapc.savevm.qcow2#4, no snapshot has this name",
        "isapc.savevm.qcow2#, no snapshot has this name",
        "arm-stellaris.qevm.zst#1, is not a qcow2 image"
    })
    void missingSnapshot_isReported(String name, String reason) {
        InputNameException e =
                assertThrows(InputNameException.class, () -> Input.open(SAMPLES + name, OutputLimit.NONE));
        assertTrue(e.getReason().contains(reason), e.getReason());
    }

    /** Truncates the image between the tables and the last cluster of the stream. */
    @Test
    void truncatedImage_isReadUpToTruncation() throws IOException {
        byte[] stream = Captures.bytes(CAPTURE);
        byte[] image = new Qcow2ImageBuilder().clusterBits(12).build("x", stream);
        Path file = Files.write(folder.resolve("truncated.qcow2"), Arrays.copyOf(image, image.length - 50_000));
        InspectionResult found = inspect(file + "#x");
        assertEquals(ReadOutcome.DAMAGED, found.outcome());
        long end = (long) found.finding("input.qcow2").get("offset");
        assertTrue(end > 60_000 && end < stream.length - 40_000, end + "");
    }

    /** A long body is skipped, but its clusters must be inside of the file. */
    @Test
    void clusterOutsideFile_isReported_whenSkipped() throws IOException {
        byte[] stream = Captures.bytes("q35-mapped-ram.qevm");
        Qcow2ImageBuilder builder =
                new Qcow2ImageBuilder().clusterBits(16).storage(Qcow2ImageBuilder.ClusterStorage.ZERO);
        byte[] image = builder.build("x", stream);
        Path file = Files.write(folder.resolve("whole.qcow2"), image);
        assertEquals(ReadOutcome.COMPLETE, inspect(file + "#x").outcome());
        // The entry of a normal cluster in the middle of 24 MiB of pages points past the end of the file.
        ByteBuffer bytes = ByteBuffer.wrap(image);
        int at = 3 * 65536 + 8 * 100;
        while (bytes.getLong(at) >= 0) {
            at += 8;
        }
        bytes.putLong(at, 1L << 40);
        InspectionResult found = inspect(Files.write(folder.resolve("hole.qcow2"), image) + "#x");
        assertEquals(ReadOutcome.DAMAGED, found.outcome());
        assertEquals((at - 3 * 65536) / 8 * 65536L, found.finding("input.qcow2").get("offset"));
    }

    private static InspectionResult inspect(String name) throws IOException {
        return InspectionResult.of(InspectionResult.DIGEST, Input.open(name, OutputLimit.NONE), List.of());
    }
}
