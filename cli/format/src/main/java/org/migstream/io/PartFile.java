// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds an incomplete output: {@code .NAME.PID-RANDOM.part}, in the directory of the output. Only its owner
 * may open it. It is locked while its process writes it.
 */
final class PartFile {
    private static final String SUFFIX = ".part";
    private static final Set<StandardOpenOption> CREATION =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Pattern PROCESS = Pattern.compile("([0-9]{1,18})(?:-[0-9a-f]+)?");
    private static final int MAX_ATTEMPTS = 100;

    /** The longest name of a file is 255 bytes on most file systems, and 143 on eCryptfs. A long name is shortened. */
    private static final int MAX_PREFIX_BYTES = 100;

    /** File systems that only one host can write, so that a process number or a lock of another host is impossible. */
    private static final Set<String> LOCAL_FILE_SYSTEMS = Set.of(
            "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "ramfs", "tmpfs", "xfs", "zfs");

    private final Path path;
    private final FileChannel channel;
    /** Identifies the file in its file system; null if the file system has no such key. */
    private final @Nullable Object key;

    private @Nullable FileLock lock;

    private PartFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        lock = tryLock(channel);
        key = keyOf(path);
    }

    /** Creates the part of an output. Removes the parts of the same output whose processes were killed. */
    static PartFile create(Path directory, String name) throws IOException {
        String prefix = prefix(name);
        removeAbandoned(directory, prefix);
        String start = prefix + ProcessHandle.current().pid() + "-";
        SecureRandom random = new SecureRandom();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path path = directory.resolve(start + Long.toHexString(random.nextLong()) + SUFFIX);
            Optional<PartFile> part = create(path, NewFileMode.ownerOnly(directory));
            if (part.isPresent()) {
                // If a signal ends the process, the JVM deletes the incomplete file.
                path.toFile().deleteOnExit();
                return part.get();
            }
        }
        throw new IOException("other processes remove each file " + start + "*" + SUFFIX + " at once");
    }

    /**
     * Creates and locks a file. Returns an empty value if another process has the name; or if another one, in a container
     * with its own process numbers, took the file for abandoned before it was locked.
     */
    private static Optional<PartFile> create(Path path, FileAttribute<?>... attributes) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, CREATION, attributes);
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PartFile(path, channel));
        } catch (NoSuchFileException e) {
            channel.close();
            return Optional.empty();
        }
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
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
                removeUnlocked(part);
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
                && LOCAL_FILE_SYSTEMS.contains(Files.getFileStore(file).type());
    }

    /**
     * Removes a file unless a process of this host has locked it, in a container with its own process numbers or not. The
     * lock is held until the file is removed, so that its process cannot begin to use it meanwhile.
     */
    private static void removeUnlocked(Path file) throws IOException {
        try (FileChannel other = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            if (tryLock(other) != null) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            // Another process has removed it, or it belongs to another user.
            return;
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

    /** Returns whether the file still has its name: another process may have removed or replaced it. */
    boolean hasName() {
        try {
            return Objects.equals(key, keyOf(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes the file, and nothing that another process has put in its place. */
    void delete() throws IOException {
        if (hasName()) {
            Files.deleteIfExists(path);
        }
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
