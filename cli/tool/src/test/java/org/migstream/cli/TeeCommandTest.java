// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeeCommandTest {
    private static final Path STREAM = Path.of("samples/streams/q35-two-uarts.qevm");
    private static final List<Path> CAPTURES = List.of(
            STREAM,
            Path.of("samples/streams/truncated-by-crash.qevm.zst"),
            Path.of("samples/streams/lab/q35-six-plain.qevm.zst"),
            Path.of("samples/streams/switchover-ack.chan0.return.zst"),
            Path.of("README.md"));

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int tee(InputStream in, String... options) {
        return Main.run(
                in,
                out,
                err,
                Stream.concat(Stream.of("tee"), Stream.of(options)).toArray(String[]::new));
    }

    private String stderrText() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Returns an input of which each read returns at most {@code maxCount} bytes, like a pipe. */
    private static InputStream inChunks(byte[] bytes, int maxCount) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, maxCount));
            }
        };
    }

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void stream_isCopied_andReportEqualsInspect(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Path report = directory.resolve("report.json");
        assertEquals(0, tee(new ByteArrayInputStream(bytes), "--report", report.toString()));
        assertArrayEquals(bytes, out.toByteArray());
        assertEquals(
                CommandRun.of(new ByteArrayInputStream(bytes), "inspect", "--json", "-")
                        .stdout(),
                Files.readString(report));
        assertEquals(List.of(report), filesIn(directory));
        assertEquals("", stderrText());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 1 << 20})
    void chunkSize_doesNotChangeReport(int maxCount) throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(maxCount).nextBytes(bytes);
        assertEquals(0, tee(inChunks(bytes, maxCount)));
        assertArrayEquals(bytes, out.toByteArray());
        assertTrue(stderrText().contains("UNKNOWN_FORMAT"), stderrText());
    }

    @Test
    void noReportFile_printsSummaryToStandardError() throws IOException {
        assertEquals(0, tee(Files.newInputStream(STREAM)));
        assertTrue(stderrText().startsWith("-: complete"), stderrText());
        assertFalse(stderrText().contains("DEV_DATA_STATE"), stderrText());
    }

    /** Each piece must be written before the next one is read. */
    @Test
    void bytes_areCopiedWithoutDelay() {
        int pieces = 100;
        InputStream in = new InputStream() {
            private int given;

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                assertEquals(given, out.size());
                if (given == pieces) {
                    return -1;
                }
                given++;
                return 1;
            }
        };
        assertEquals(0, tee(in));
        assertEquals(pieces, out.size());
    }

    @Test
    void slowInspection_isStopped_andBytesAreCopied() throws IOException {
        byte[] bytes = Files.readAllBytes(STREAM);
        // The second piece alone is larger than --keep.
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream(bytes, 0, 1000), new ByteArrayInputStream(bytes, 1000, bytes.length - 1000));
        Path report = directory.resolve("report.json");
        assertEquals(0, tee(in, "--keep", "65535", "--report", report.toString()));
        assertArrayEquals(bytes, out.toByteArray());
        assertTrue(Files.readString(report).contains("input.fell-behind"), Files.readString(report));
    }

    @Test
    void keepOfZero_isReported() throws IOException {
        byte[] bytes = Files.readAllBytes(STREAM);
        assertEquals(0, tee(new ByteArrayInputStream(bytes), "--keep", "0"));
        assertArrayEquals(bytes, out.toByteArray());
        assertTrue(stderrText().contains("[input.fell-behind]"), stderrText());
    }

    @Test
    void closedPipe_endsQuietly_withoutReport() throws IOException {
        OutputStream closedPipe = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Path report = directory.resolve("report.json");
        assertEquals(
                141, Main.run(Files.newInputStream(STREAM), closedPipe, err, "tee", "--report", report.toString()));
        assertEquals("", stderrText());
        assertEquals(List.of(), filesIn(directory));
    }

    @Test
    void fullDisk_isIoError_withoutReport() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertEquals(
                5, Main.run(Files.newInputStream(STREAM), full, err, "tee", "--report", directory.resolve("r") + ""));
        assertEquals("migstream: cannot write the result: No space left on device\n", stderrText());
        assertEquals(List.of(), filesIn(directory));
    }

    @Test
    void failingInput_isIoError() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertEquals(5, tee(failing));
        assertEquals("migstream: Input/output error\n", stderrText());
    }

    @Test
    void unwritableReport_isReportedBeforeTheCopy_andDoesNotDisturbIt() throws IOException {
        byte[] bytes = Files.readAllBytes(STREAM);
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] into, int from, int length) {
                assertTrue(stderrText().startsWith("migstream: no report: "), stderrText());
                return super.read(into, from, length);
            }
        };
        assertEquals(
                5, tee(in, "--report", directory.resolve("absent/report.json").toString()));
        assertArrayEquals(bytes, out.toByteArray());
        assertTrue(stderrText().startsWith("migstream: no report: "), stderrText());
    }

    @Test
    void existingReport_isReplaced() throws IOException {
        Path report = Files.writeString(directory.resolve("report.json"), "old");
        assertEquals(0, tee(Files.newInputStream(STREAM), "--report", report.toString()));
        assertTrue(Files.readString(report).startsWith("{"));
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
