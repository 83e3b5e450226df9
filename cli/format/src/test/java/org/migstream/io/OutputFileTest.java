// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A process that opens the file while it is incomplete can read all that is written later, such as guest memory. */
    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-"})
    @EnabledOnOs(OS.LINUX)
    void incompleteFile_isForItsOwnerAlone_andGetsOldPermissionsAtTheEnd(String old) throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(old));
        try (OutputFile file = OutputFile.create(path)) {
            assertEquals("rw-------", permissions(file.flushedFile().orElseThrow()));
            file.commit();
        }
        assertEquals(old, permissions(path));
    }

    /** Another user may have made the file to read what replaces it. Only root can test this. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fileOfAnotherUser_doesNotOpenTheResult() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrw-rw-"));
        try {
            Files.setAttribute(path, "unix:uid", 65534);
        } catch (IOException e) {
            assumeTrue(false, "not root: " + e);
        }
        try (OutputFile file = OutputFile.create(path)) {
            file.commit();
        }
        assertEquals(permissions(Files.createFile(directory.resolve("other"))), permissions(path));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void newFile_getsPermissionsOfUmaskAtTheEnd() throws IOException {
        Path path = directory.resolve("file");
        try (OutputFile file = OutputFile.create(path)) {
            assertEquals("rw-------", permissions(file.flushedFile().orElseThrow()));
            file.commit();
        }
        assertEquals(permissions(Files.createFile(directory.resolve("other"))), permissions(path));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** In containers, two processes can have the same number. */
    @Test
    void partsOfTheSameOutput_haveDifferentNames() throws IOException {
        Path path = directory.resolve("file");
        Path first;
        try (OutputFile file = OutputFile.create(path)) {
            first = file.flushedFile().orElseThrow();
        }
        try (OutputFile file = OutputFile.create(path)) {
            assertNotEquals(first, file.flushedFile().orElseThrow());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fileInPlaceOfPart_isNeitherRenamedNorDeleted() throws IOException {
        Path path = directory.resolve("file");
        Path part;
        try (OutputFile file = OutputFile.create(path)) {
            file.stream().write(NEW);
            part = file.flushedFile().orElseThrow();
            Files.move(part, directory.resolve("moved"));
            assertLost(path, part, file);
            Files.writeString(part, "foreign");
            assertLost(path, part, file);
        }
        assertEquals("foreign", Files.readString(part));
        assertFalse(Files.exists(path));
    }

    private static void assertLost(Path path, Path part, OutputFile file) {
        String message = "cannot write " + path + ": another process removed or replaced the unfinished file " + part;
        assertEquals(
                message, assertThrows(OutputException.class, file::flushedFile).getMessage());
        assertEquals(message, assertThrows(OutputException.class, file::commit).getMessage());
    }

    /** The file is 64 MiB of zeroes, with three bytes between. After these, some blocks are written. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5000})
    @EnabledOnOs(OS.LINUX)
    void zeroes_takeLittleSpace(int end) throws IOException, InterruptedException {
        Path path = directory.resolve("file");
        byte[] zeroes = new byte[1 << 20];
        byte[] content = new byte[end];
        Arrays.fill(content, (byte) 7);
        try (OutputFile file = OutputFile.create(path)) {
            for (int count = 0; count < 64; count++) {
                file.stream().write(zeroes);
                file.stream().write(count == 20 ? NEW : new byte[0]);
            }
            file.stream().write(content);
            assertEquals(
                    (64L << 20) + NEW.length + end,
                    Files.size(file.flushedFile().orElseThrow()));
            file.commit();
        }
        byte[] expected = new byte[(64 << 20) + NEW.length + end];
        System.arraycopy(NEW, 0, expected, 21 << 20, NEW.length);
        System.arraycopy(content, 0, expected, expected.length - end, end);
        assertArrayEquals(expected, Files.readAllBytes(path));
        Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
        long blocks =
                Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        assertTrue(blocks < (64 << 20) / 512 / 8, blocks + " blocks of 512 bytes");
    }

    /** The links are relative to their own directories. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void linkToAbsentFile_staysAndFileIsCreated() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("second"), Path.of("../file"));
        Path link = Files.createSymbolicLink(directory.resolve("first"), Path.of("folder/second"));
        OutputFile.requireCreatable(link);
        assertEquals(List.of("first", "folder"), fileNames());
        commitFile("first");
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isSymbolicLink(folder.resolve("second")));
        assertEquals(List.of("file", "first", "folder"), fileNames());
        assertEquals("new", Files.readString(directory.resolve("file")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linkThatLeadsNowhere_isRefused() throws IOException {
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("absent/file"));
        assertEquals(
                "cannot write " + loop + ": too many levels of symbolic links",
                assertThrows(OutputException.class, () -> OutputFile.create(loop))
                        .getMessage());
        assertEquals(
                "cannot write " + link + ": no such directory: " + directory.resolve("absent"),
                assertThrows(OutputException.class, () -> OutputFile.create(link))
                        .getMessage());
        assertEquals(List.of("link", "loop"), fileNames());
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

    private void commitFile(String name) throws IOException {
        try (OutputFile file = OutputFile.create(directory.resolve(name))) {
            file.stream().write(NEW);
            file.commit();
        }
        assertEquals("new", Files.readString(directory.resolve(name)));
    }

    /** Returns the number of a process that has ended. */
    private static long endedProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void partOfEndedProcess_isRemoved() throws IOException, InterruptedException {
        long ended = endedProcess();
        Files.writeString(directory.resolve(".file." + ended + ".part"), "left");
        Files.writeString(directory.resolve(".file." + ended + "-2.part"), "left");
        commitFile("file");
        assertEquals(List.of("file"), fileNames());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void partThatMayBeInUse_orIsOfAnotherOutput_isKept() throws IOException, InterruptedException {
        long ended = endedProcess();
        List<String> kept = Stream.of(
                        ".file." + ProcessHandle.current().pid() + ".part",
                        ".file."
                                + ProcessHandle.current().parent().orElseThrow().pid() + ".part",
                        ".file." + ended + ".part.bak",
                        ".file." + ended + "x.part",
                        ".file..part",
                        ".file.part",
                        ".file.a." + ended + ".part",
                        ".other." + ended + ".part",
                        "file." + ended + ".part")
                .sorted()
                .toList();
        for (String name : kept) {
            Files.writeString(directory.resolve(name), "kept");
        }
        Path link = Files.createSymbolicLink(directory.resolve(".file." + ended + "-3.part"), Path.of(kept.get(0)));
        Path locked = Files.createFile(directory.resolve(".file." + ended + ".part"));
        try (LockingProcess holder = new LockingProcess(locked)) {
            assertEquals(LockingProcess.LOCKED, holder.result());
            commitFile("file");
            assertTrue(Files.exists(locked));
        }
        commitFile("file");
        assertFalse(Files.exists(locked));
        Files.delete(link);
        assertEquals(Stream.concat(kept.stream(), Stream.of("file")).sorted().toList(), fileNames());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void openPart_isLocked() throws IOException {
        try (OutputFile file = OutputFile.create(directory.resolve("file"))) {
            file.stream().write(NEW);
            Path part = file.flushedFile().orElseThrow();
            try (LockingProcess other = new LockingProcess(part)) {
                assertEquals(LockingProcess.BUSY, other.result());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 90, 128, 240, 255})
    void nameOfAnyLength_isWritten(int length) throws IOException {
        for (String character : List.of("a", "\u00e9", "\ud83d\ude00")) {
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            commitFile(character.repeat(Math.max(1, length / size)));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void longNamesWithTheSameBeginning_haveDifferentParts() throws IOException {
        String name = "a".repeat(254);
        try (OutputFile one = OutputFile.create(directory.resolve(name + "1"));
                OutputFile two = OutputFile.create(directory.resolve(name + "2"))) {
            one.stream().write(NEW);
            two.stream().write(NEW);
            one.commit();
            two.commit();
        }
        assertEquals(List.of(name + "1", name + "2"), fileNames());
    }

    @Test
    void checkedOutput_isNotChanged() throws IOException {
        OutputFile.requireCreatable(directory.resolve("absent"));
        OutputFile.requireCreatable(Files.writeString(directory.resolve("file"), "old"));
        OutputFile.requireCreatable(Path.of("/dev/null"));
        assertEquals("old", Files.readString(directory.resolve("file")));
        assertEquals(List.of("file"), fileNames());
        for (Path path : List.of(directory, directory.resolve("absent/file"))) {
            assertThrows(OutputException.class, () -> OutputFile.requireCreatable(path));
        }
    }

    /** A file of the JVM can have the number of a standard stream that is closed. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void descriptorThatThisProcessHasOpened_isNotWritten() throws IOException {
        Path own = Files.writeString(directory.resolve("own"), "old").toRealPath();
        try (RandomAccessFile open = new RandomAccessFile(own.toFile(), "rw");
                Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            Path link = links.filter(each -> leadsTo(each, own)).findFirst().orElseThrow();
            Path linkToLink = Files.createSymbolicLink(directory.resolve("link"), link);
            for (Path name : List.of(link, linkToLink)) {
                assertThrows(OutputException.class, () -> OutputFile.create(name));
            }
            // JUnit warns about links that lead out of the temporary directory.
            Files.delete(linkToLink);
            assertEquals(3, open.length());
        }
        assertEquals("old", Files.readString(own));
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            // The descriptor of the list itself.
            return false;
        }
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
