// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that reads a stream or a message reads standard input, as {@code -} and without a name. */
class StandardInputTest {
    private static final Path STATE = Path.of("samples/vendor-cases/mtty/valid-2port-a.bin");
    private static final Path SAVED = Path.of("samples/streams/q35-two-uarts.qevm");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect -",
                "inspect",
                "check -",
                "check",
                "diff samples/vendor-cases/mtty/valid-2port-a.bin -",
                "bundle -o $dir/ticket.tar.zst -",
                "bundle -"
            })
    void deviceData_areRead(String line) throws IOException {
        assertEquals(0, run(line, STATE).exit(), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "extract --what config -",
                "extract --what config",
                "convert -",
                "convert",
                "tee",
                "restore --dry-run sim:mtty@$dir/target"
            })
    void streams_areRead(String line) throws IOException {
        assertEquals(0, run(line, SAVED).exit(), line);
    }

    private CommandRun run(String line, Path input) throws IOException {
        try (InputStream in = Files.newInputStream(input)) {
            return CommandRun.of(
                    in,
                    ShellLine.parse("migstream " + line, directory).words().stream()
                            .skip(1)
                            .toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"explain", "explain -"})
    void messages_areRead(String line) throws IOException {
        Path message = Files.writeString(directory.resolve("message"), "Missing section footer for ram\n");
        assertEquals(
                List.of("Missing section footer for ram"),
                run(line, message).stdout().lines().limit(1).toList());
    }
}
