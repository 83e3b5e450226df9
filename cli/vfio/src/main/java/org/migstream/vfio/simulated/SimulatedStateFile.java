// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * The state file of a simulated device: a {@link StateFileHeader}, then the device's {@link StateContent}. The file is
 * locked while it is open. The header is overwritten in place with one call. A loaded content replaces the whole file
 * with one rename, so that a reader sees the old or the new content.
 */
final class SimulatedStateFile implements Closeable {
    private static final int MAX_LOCK_ATTEMPTS = 100;
    private static final String KIND = "kind";
    private static final String CREATION_OPTION_PREFIX = "made-";
    /**
     * The state files that this process has open. A POSIX lock does not stop a second open in the same process, and the
     * process loses the lock when it closes any descriptor of the file.
     */
    private static final Set<Path> OPEN_PATHS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private RandomAccessFile file;
    private final StateFileHeader header;
    private boolean headerChanged;

    private SimulatedStateFile(Path path, RandomAccessFile file, StateFileHeader header) {
        this.path = path;
        this.file = file;
        this.header = header;
    }

    /**
     * Opens the state file of a device. Creates a new device if the file does not exist or is empty.
     *
     * @param kind the kind of the device
     * @param creationOptions the options for a new device; an existing device must have been created with the same
     *     values
     * @throws VfioException if the file cannot be used; EBUSY if it is open already
     */
    static SimulatedStateFile open(Path path, String kind, Map<String, String> creationOptions) throws VfioException {
        String operation = "open the state file " + path;
        Path real;
        try {
            real = resolvePath(path);
        } catch (IOException e) {
            throw toVfioException(operation, e);
        }
        if (!OPEN_PATHS.add(real)) {
            throw new VfioException(operation, Errno.EBUSY);
        }
        try {
            RandomAccessFile file = openLocked(real, operation);
            try {
                return new SimulatedStateFile(real, file, loadHeader(file, kind, creationOptions));
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            OPEN_PATHS.remove(real);
            throw toVfioException(operation, e);
        }
    }

    /** Returns the real path of a regular file, which need not exist. */
    static Path resolvePath(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw new IOException("it is not a regular file");
            }
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        return parent.toRealPath().resolve(absolute.getFileName());
    }

    /** Wraps a failure, unless it is a {@link VfioException} already. */
    static VfioException toVfioException(String operation, Exception cause) {
        if (cause instanceof VfioException failure) {
            return failure;
        }
        String reason = cause instanceof NoSuchFileException ? "no such directory" : cause.getMessage();
        VfioException failure = new VfioException(operation, String.valueOf(reason));
        failure.initCause(cause);
        return failure;
    }

    /**
     * Opens and locks the file. Tries again if another process replaces the file between the opening and the locking.
     */
    private static RandomAccessFile openLocked(Path path, String operation) throws IOException {
        for (int attempt = 0; attempt < MAX_LOCK_ATTEMPTS; attempt++) {
            Optional<Object> before = fileKey(path);
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            boolean locked = tryLock(file);
            if (locked && before.isPresent() && before.equals(fileKey(path))) {
                return file;
            }
            file.close();
            if (!locked) {
                break;
            }
        }
        throw new VfioException(operation, Errno.EBUSY);
    }

    private static Optional<Object> fileKey(Path path) throws IOException {
        return Files.exists(path)
                ? Optional.ofNullable(
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                : Optional.empty();
    }

    /** Locks a file; returns false if the file is locked already. */
    static boolean tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static StateFileHeader loadHeader(RandomAccessFile file, String kind, Map<String, String> creationOptions)
            throws IOException {
        if (file.length() == 0) {
            StateFileHeader empty = StateFileHeader.empty();
            empty.put(KIND, kind);
            creationOptions.forEach((key, value) -> empty.put(CREATION_OPTION_PREFIX + key, value));
            return empty;
        }
        StateFileHeader header = StateFileHeader.read(file);
        if (!header.get(KIND).equals(Optional.of(kind))) {
            throw new IOException(
                    "it has a device of the kind " + header.get(KIND).orElse("(none)") + ", not " + kind);
        }
        for (Map.Entry<String, String> option : creationOptions.entrySet()) {
            if (!header.get(CREATION_OPTION_PREFIX + option.getKey()).equals(Optional.of(option.getValue()))) {
                throw new IOException(
                        "its device was created without " + option + "; omit the option or use a new file");
            }
        }
        return header;
    }

    /** Returns whether the file has no device yet. */
    boolean isNew() {
        return header.headerLength() == 0;
    }

    /** Returns the options with which the device was created. */
    Map<String, String> creationOptions() {
        return header.entriesWithPrefix(CREATION_OPTION_PREFIX);
    }

    /** Returns the stored migration state. */
    String state() {
        return header.state();
    }

    /** Writes the migration state, and all entries that have changed. Writes nothing if the file has all of them. */
    void setState(String name) throws IOException {
        if (!headerChanged && header.state().equals(name)) {
            return;
        }
        boolean onlyState = !headerChanged;
        headerChanged = true;
        header.setState(name);
        file.seek(onlyState ? StateFileHeader.STATE_OFFSET : 0);
        file.write(onlyState ? StateFileHeader.toStateField(name) : header.toBytes());
        headerChanged = false;
    }

    /** Returns an entry of the device. */
    Optional<String> entry(String key) {
        return header.get(key);
    }

    /**
     * Sets an entry in memory. {@link #setState} or {@link #replaceContent} writes it to the file. The length of an
     * entry must not change.
     */
    void putEntry(String key, String value) {
        Optional<String> before = header.get(key);
        if (!isNew() && before.map(String::length).orElse(-1) != value.length()) {
            throw new IllegalArgumentException("the entry " + key + " must not change its length");
        }
        headerChanged |= !before.equals(Optional.of(value));
        header.put(key, value);
    }

    /** Returns the device's content; valid until {@link #replaceContent}. */
    StateContent content() {
        return new StateContent(file, header.headerLength());
    }

    /** Begins a new content. The old content is valid until {@link #replaceContent}. */
    PendingStateFile beginContent() throws IOException {
        return new PendingStateFile(path.resolveSibling(path.getFileName() + ".sim-new"), header.toBytes().length);
    }

    /** Replaces the device's content. */
    void replaceContent(PendingStateFile pending) throws IOException {
        header.setContentLength(pending.content().length());
        pending.moveTo(path, header.toBytes());
        file.close();
        file = pending.file();
        header.setHeaderLength(header.toBytes().length);
        headerChanged = false;
    }

    /** Returns the real path of the file. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // All data are written already.
            throw new UncheckedIOException(e);
        } finally {
            OPEN_PATHS.remove(path);
        }
    }
}
