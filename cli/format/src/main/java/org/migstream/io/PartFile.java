// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds an incomplete output: {@code .NAME.PID.part}, in the directory of the output. It is locked while its
 * process writes it.
 */
final class PartFile {
    private static final String SUFFIX = ".part";
    private static final Pattern PROCESS = Pattern.compile("([0-9]{1,18})(?:-[0-9]+)?");
    private static final int MAX_FILES_OF_A_PROCESS = 100;

    /** The longest name of a file is 255 bytes on most file systems, and 143 on eCryptfs. A long name is shortened. */
    private static final int MAX_PREFIX_BYTES = 100;

    /** File systems that only one host can write, so that a process number or a lock of another host is impossible. */
    private static final Set<String> LOCAL_FILE_SYSTEMS = Set.of(
            "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "ramfs", "tmpfs", "xfs", "zfs");

    private final Path path;
    private final FileChannel channel;
    private @Nullable FileLock lock;

    private PartFile(Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock = tryLock(channel);
    }

    /** Creates the part of an output. Removes the parts of the same output whose processes were killed. */
    static PartFile create(Path directory, String name) throws IOException {
        String prefix = prefix(name);
        removeAbandoned(directory, prefix);
        long process = ProcessHandle.current().pid();
        for (int number = 1; number < MAX_FILES_OF_A_PROCESS; number++) {
            Path path = directory.resolve(prefix + process + (number == 1 ? "" : "-" + number) + SUFFIX);
            try {
                Files.createFile(path);
            } catch (FileAlreadyExistsException e) {
                // Another host or container may have a process with this number.
                continue;
            }
            // If a signal ends the process, the JVM deletes the incomplete file.
            path.toFile().deleteOnExit();
            return new PartFile(path);
        }
        throw new IOException(
                "too many files " + prefix + process + "-N" + SUFFIX + " of other processes: remove them");
    }

    private static String prefix(String name) {
        String whole = "." + name + ".";
        if (encodedLength(whole) <= MAX_PREFIX_BYTES) {
            return whole;
        }
        String end = "~" + Integer.toHexString(name.hashCode()) + ".";
        int length = name.length();
        while (encodedLength("." + name.substring(0, length) + end) > MAX_PREFIX_BYTES) {
            length = name.offsetByCodePoints(length, -1);
        }
        return "." + name.substring(0, length) + end;
    }

    private static int encodedLength(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void removeAbandoned(Path directory, String prefix) {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, file -> isAbandoned(file, prefix))) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        } catch (IOException | RuntimeException e) {
            // The files take space, but do no other harm. Creating the new file shows whether the directory can be
            // used.
            return;
        }
    }

    /** Returns whether the process of a part has certainly ended. */
    private static boolean isAbandoned(Path file, String prefix) throws IOException {
        String name = file.getFileName().toString();
        if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) {
            return false;
        }
        int end = name.length() - SUFFIX.length();
        Matcher process = PROCESS.matcher(name.substring(Math.min(prefix.length(), end), end));
        return process.matches()
                && ProcessHandle.of(Long.parseLong(process.group(1))).isEmpty()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && LOCAL_FILE_SYSTEMS.contains(Files.getFileStore(file).type())
                && isUnlocked(file);
    }

    /** Returns whether no process of this host has locked a file, in a container with its own process numbers or not. */
    private static boolean isUnlocked(Path file) {
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return tryLock(other) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            // The file system has no locks.
            return null;
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Locks the file again: closing any other descriptor of the file, after it was read back, has removed the lock. */
    void lockAgain() throws IOException {
        if (lock != null) {
            lock.release();
        }
        lock = tryLock(channel);
    }
}
