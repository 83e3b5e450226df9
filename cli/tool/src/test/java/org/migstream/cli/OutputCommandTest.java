// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests the output of {@code extract} and {@code convert}, also after errors. */
class OutputCommandTest {
    private static final Path STREAM = Path.of("samples/streams/q35-two-uarts.qevm");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(OutputStream out, String... args) {
        return Main.run(InputStream.nullInputStream(), out, err, args);
    }

    private List<String> listFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void standardOutputAndFile_receiveSameBytes() throws IOException {
        for (String what : List.of("stream", "data", "config", "vmdesc", "ram:pc.bios")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(0, run(out, "extract", "--what", what, STREAM.toString()));
            Path file = directory.resolve("file");
            assertEquals(0, run(out, "extract", "--what", what, "-o", file.toString(), STREAM.toString()));
            assertArrayEquals(out.toByteArray(), Files.readAllBytes(file));
        }
        assertEquals("", err.toString());
    }

    @Test
    void outputOverAnInputThatItDoesNotReplace_isRejected() throws IOException {
        Path stream = Files.copy(STREAM, directory.resolve("stream"));
        Path other = Files.copy(STREAM, directory.resolve("other"));
        byte[] content = Files.readAllBytes(STREAM);
        String data = "0000:00:01.0/vfio=" + other;
        OutputStream out = OutputStream.nullOutputStream();
        assertEquals(2, run(out, "extract", "--what", "data", "-o", stream.toString(), stream.toString()));
        assertEquals(2, run(out, "convert", "--replace-data", data, "-o", other.toString(), stream.toString()));
        assertEquals(2, run(out, "convert", "--channel", other.toString(), "-o", other.toString(), stream.toString()));
        assertArrayEquals(content, Files.readAllBytes(stream));
        assertArrayEquals(content, Files.readAllBytes(other));
        assertEquals(0, run(out, "convert", "--replace-data", data, "-o", stream.toString(), stream.toString()));
    }

    @Test
    void outputOverContainingDiskImage_isRejected() throws IOException {
        Path disk = directory.resolve("disk.qcow2");
        Files.copy(Path.of("samples/containers/isapc.savevm.qcow2"), disk);
        byte[] content = Files.readAllBytes(disk);
        for (String input : List.of(disk + "#before update", "file:" + disk + ",offset=512")) {
            err.reset();
            assertEquals(2, run(OutputStream.nullOutputStream(), "convert", "-o", disk.toString(), input));
            assertTrue(
                    err.toString()
                            .startsWith("migstream: -o and the file that contains " + input + " are the same file"),
                    err.toString());
            assertArrayEquals(content, Files.readAllBytes(disk));
        }
        assertEquals(
                0,
                run(
                        OutputStream.nullOutputStream(),
                        "convert",
                        "-o",
                        directory.resolve("vm").toString(),
                        disk + "#before update"));
    }

    @Test
    void standardInput_isRead() throws IOException {
        byte[] stream = Files.readAllBytes(STREAM);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, Main.run(new ByteArrayInputStream(stream), out, err, "convert", "-"));
        assertArrayEquals(stream, out.toByteArray());
    }

    @Test
    void fullDisk_isReported() {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        for (String command : List.of("extract", "convert")) {
            assertEquals(5, run(OutputStream.nullOutputStream(), command, "-o", "/dev/full", STREAM.toString()));
            assertTrue(err.toString().startsWith("migstream: cannot write /dev/full: "), err::toString);
            err.reset();
        }
    }

    @Test
    void existingFile_isKeptWhenCommandFails() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        Path truncatedFile = directory.resolve("truncated");
        String truncated = Files.write(truncatedFile, Arrays.copyOf(Files.readAllBytes(STREAM), 600_000))
                .toString();
        for (String[] args : new String[][] {
            {"convert", "-o", file.toString(), truncated},
            {"convert", "--mapped-ram", "-o", file.toString(), truncated},
            {"extract", "-o", file.toString(), truncated},
            {"extract", "--what", "ram:pc.ram", "-o", file.toString(), truncated},
        }) {
            assertEquals(3, run(OutputStream.nullOutputStream(), args));
        }
        assertEquals("precious", Files.readString(file));
        assertEquals(List.of("file", "truncated"), listFiles());
    }

    /** The name of the memory block is an absolute path. */
    @Test
    void blockNames_areNotUsedAsPaths() throws IOException {
        assertEquals(
                0,
                run(
                        OutputStream.nullOutputStream(),
                        "extract",
                        "--what",
                        "ram:/rom@etc/acpi/tables",
                        STREAM.toString()));
        assertFalse(Files.exists(Path.of("/rom@etc")));
    }

    @Test
    void binaryOutputToTerminal_isRefused() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(80, false, false, OutputCharset.UTF_8);
        for (String command : List.of("extract", "convert")) {
            Invocation invocation = new Invocation(InputStream.nullInputStream(), out, err, terminal, Map.of());
            assertEquals(2, Main.run(invocation, command, STREAM.toString()));
            assertEquals(0, out.size());
        }
        Invocation invocation = new Invocation(InputStream.nullInputStream(), out, err, terminal, Map.of());
        assertEquals(0, Main.run(invocation, "extract", "--force", STREAM.toString()));
        assertTrue(out.size() > 4000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void binaryOutputToTerminalByName_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/tty"));
        for (String terminal : List.of("/dev/tty", link.toString())) {
            assertEquals(
                    2, run(OutputStream.nullOutputStream(), "extract", "-o", terminal, STREAM.toString()), terminal);
        }
        // JUnit warns about links that lead out of the temporary directory.
        Files.delete(link);
    }

    @Test
    void closedPipe_endsCommandQuietly() {
        OutputStream closedPipe = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertEquals(141, run(closedPipe, "convert", STREAM.toString()));
        assertEquals(141, run(closedPipe, "extract", "--what", "ram:pc.ram", STREAM.toString()));
        assertEquals("", err.toString());
    }
}
