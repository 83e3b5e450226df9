// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;

/** Tests that memory and the number of bytes read do not grow with the stream. */
class ScaleTest {
    private static final long GIB = 1L << 30;

    @TempDir
    private Path directory;

    /** The heap has 24 MiB; the listed elements as objects would need more. */
    @ParameterizedTest
    @CsvSource({
        "sections, 200000, DEV_INIT_DATA_SENT",
        "records, 400000, DEV_DATA_STATE",
        "commands, 400000, OPEN_RETURN_PATH"
    })
    void longList_fitsIntoSmallHeap(String kind, int amount, String word) throws Exception {
        Path stream = directory.resolve(kind);
        BigStream.main(new String[] {kind, Integer.toString(amount), stream.toString()});
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.migstream.cli.Main",
                        "inspect",
                        "--json",
                        stream.toString())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        long found = process.inputReader()
                .lines()
                .filter(line -> line.contains('"' + word + '"'))
                .count();
        process.waitFor();
        assertEquals("", Files.readString(directory.resolve("errors")));
        assertEquals(amount, found);
    }

    @Test
    void longBodyOfFile_isSkipped() throws IOException {
        assumeTrue(isSparse(), "needs a file system with sparse files");
        Path stream = directory.resolve("sparse");
        try (StreamFile file = new StreamFile(stream)) {
            GuestStreams.sparse(file, 64, GIB);
        }
        try (StreamReport report = inspect(stream)) {
            SavedDevice device = report.devices().get(0).device();
            assertEquals(ReadOutcome.COMPLETE, report.outcome());
            assertEquals(64 * GIB, device.stopCopyBytes().bytes());
            assertEquals(Files.size(stream), report.parsedBytes());
        }
    }

    @Test
    void truncatedBody_isReportedAtEndOfFile() throws IOException {
        assumeTrue(isSparse(), "needs a file system with sparse files");
        Path stream = directory.resolve("truncated");
        try (StreamFile file = new StreamFile(stream)) {
            GuestStreams.sparse(file, 2, GIB);
        }
        try (FileChannel file = FileChannel.open(stream, StandardOpenOption.WRITE)) {
            file.truncate(GIB + GIB / 2);
        }
        try (StreamReport report = inspect(stream)) {
            assertEquals(ReadOutcome.DAMAGED, report.outcome());
            assertEquals(GIB + GIB / 2, report.parsedBytes());
        }
    }

    private static StreamReport inspect(Path stream) throws IOException {
        try (Input input = Input.open(stream, OutputLimit.NONE)) {
            return StreamInspector.inspect(input, List.of(), InspectionResult.request(false, false, false, null));
        }
    }

    /** Returns whether the file system supports sparse files. */
    private boolean isSparse() throws IOException {
        FileStore store = Files.getFileStore(directory);
        long before = store.getUsableSpace();
        try (StreamFile file = new StreamFile(directory.resolve("hole"))) {
            file.writeHole(GIB);
            file.writeBody(new byte[1], 0, 1);
        }
        return before - store.getUsableSpace() < GIB / 2;
    }
}
