// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void commit_replacesFile_onlyWhenComplete() throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(path, "old");
        try (OutputFile file = OutputFile.create(path)) {
            file.stream().write(NEW);
            assertEquals("old", Files.readString(path));
            file.commit();
            assertEquals("new", Files.readString(path));
        }
        assertEquals("new", Files.readString(path));
        assertEquals(List.of("file"), fileNames());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void commit_keepsPermissionsAndSymbolicLink() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        try (OutputFile file = OutputFile.create(link)) {
            file.stream().write(NEW);
            file.commit();
        }
        assertEquals("new", Files.readString(path));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("file", "link"), fileNames());
    }

    @Test
    void closeWithoutCommit_leavesNoFile() throws IOException {
        Path path = directory.resolve("file");
        OutputFile file = OutputFile.create(path);
        file.stream().write(NEW);
        file.close();
        file.close();
        assertThrows(IOException.class, file::commit);
        assertThrows(IOException.class, () -> file.stream().write(NEW));
        assertEquals(List.of(), fileNames());
    }

    @Test
    void stalePartFile_isReplaced() throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(directory.resolve(".file." + ProcessHandle.current().pid() + ".part"), "left");
        try (OutputFile file = OutputFile.create(path)) {
            file.stream().write(NEW);
            file.commit();
        }
        assertEquals("new", Files.readString(path));
    }

    @Test
    void deviceFile_isWrittenDirectly() throws IOException {
        try (OutputFile file = OutputFile.create(Path.of("/dev/null"))) {
            file.stream().write(NEW);
            file.commit();
        }
        try (OutputFile file = OutputFile.create(Path.of("/dev/full"))) {
            file.stream().write(NEW);
            assertEquals(
                    "cannot write /dev/full: No space left on device",
                    assertThrows(OutputException.class, file::commit).getMessage());
        }
        assertEquals(false, Files.isRegularFile(Path.of("/dev/full")));
    }

    @Test
    void missingDirectory_isNamedInError() {
        Path path = directory.resolve("absent").resolve("file");
        assertEquals(
                "cannot write " + path + ": no such directory: " + path.getParent(),
                assertThrows(OutputException.class, () -> OutputFile.create(path))
                        .getMessage());
    }
}
