// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.StreamBuilder;

/** Tests that the first bytes decide the format of an input, not its name and not its kind (file or pipe). */
class InputTest {
    private static final byte[] STREAM = new StreamBuilder()
            .header()
            .configuration()
            .vfioSetup(7, "0000:00:01.0/vfio")
            .endOfStream()
            .vmdesc("{}")
            .bytes();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"qcow2, 514649fb, only from the image file itself"})
    void unsupportedContainer_isNamedWithAdvice(String label, String magic, String advice) throws IOException {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(magic), 5000);
        List<InspectionResult> both = new ArrayList<>(List.of(InspectionResult.of(InspectionResult.PLAIN, bytes)));
        if (!label.equals("qcow2")) {
            both.add(InspectionResult.of(
                    InspectionResult.PLAIN, Input.open(writeFile("main", bytes), OutputLimit.NONE), List.of()));
        }
        for (InspectionResult inspection : both) {
            assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
            Map<String, Object> finding = inspection.finding("input.container");
            assertEquals("ERROR", finding.get("severity"));
            assertEquals(0L, finding.get("offset"));
            String message = (String) finding.get("message");
            assertTrue(message.contains("(" + label + "): ") && message.contains(advice), message);
            assertEquals(
                    List.of(),
                    InspectionResult.object(inspection.json().get("input")).get("layers"));
            assertEquals(0L, inspection.json().get("parsedBytes"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.zst", "x.qevm", "x.gz", "x"})
    void format_isDetectedByContent_notByFileName(String name) throws IOException {
        InspectionResult plain = InspectionResult.of(
                InspectionResult.PLAIN, Input.open(writeFile(name, STREAM), OutputLimit.NONE), List.of());
        assertEquals(ReadOutcome.COMPLETE, plain.outcome());
        assertEquals(
                List.of(), InspectionResult.object(plain.json().get("input")).get("layers"));
        InspectionResult compressed = InspectionResult.of(
                InspectionResult.PLAIN,
                Input.open(writeFile(name, Zstd.compress(STREAM)), OutputLimit.NONE),
                List.of());
        assertEquals(
                List.of("zstd"),
                InspectionResult.object(compressed.json().get("input")).get("layers"));
        assertEquals(plain.without("input"), compressed.without("input"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namedPipe_isReadLikeFile(boolean compressed) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        byte[] bytes = compressed ? Zstd.compress(STREAM) : STREAM;
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeToPipe(pipe, bytes));
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, Input.open(pipe, OutputLimit.NONE), List.of());
        writing.get();
        assertEquals(InspectionResult.of(InspectionResult.PLAIN, bytes).without("input"), inspection.without("input"));
        Map<String, Object> input = InspectionResult.object(inspection.json().get("input"));
        assertEquals((long) bytes.length, input.get("bytes"));
        assertEquals(pipe.toString(), input.get("name"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4})
    void truncatedMagic_isNotAContainer(int length) throws IOException {
        byte[] front = Arrays.copyOf(Zstd.compress(STREAM), length);
        List<InspectionResult> both = List.of(
                InspectionResult.of(InspectionResult.PLAIN, front),
                InspectionResult.of(
                        InspectionResult.PLAIN, Input.open(writeFile("main", front), OutputLimit.NONE), List.of()));
        for (InspectionResult inspection : both) {
            assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
            assertEquals(1, inspection.codes().size());
            Map<String, Object> input =
                    InspectionResult.object(inspection.json().get("input"));
            assertEquals((long) length, input.get("bytes"));
            assertEquals(length < 4 ? List.of() : List.of("zstd"), input.get("layers"));
        }
    }

    @Test
    void missingFileAndDirectory_areRejected() throws IOException {
        assertThrows(NoSuchFileException.class, () -> Input.open(folder.resolve("missing"), OutputLimit.NONE));
        FileSystemException failed =
                assertThrows(FileSystemException.class, () -> Input.open(folder, OutputLimit.NONE));
        assertEquals("is a directory", failed.getReason());
    }

    /** Closes an input that was not read. */
    @ParameterizedTest
    @ValueSource(strings = {"QEVM", "1f8b08", "28b52ffd", "514649fb"})
    void close_closesPipe(String front) throws IOException {
        boolean[] closed = {false};
        byte[] bytes = front.equals("QEVM") ? front.getBytes() : HexFormat.of().parseHex(front);
        Input.ofPipe(
                        "-",
                        new ByteArrayInputStream(bytes) {
                            @Override
                            public void close() {
                                closed[0] = true;
                            }
                        },
                        OutputLimit.NONE)
                .close();
        assertTrue(closed[0]);
    }

    private Path writeFile(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void writeToPipe(Path pipe, byte[] bytes) {
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
