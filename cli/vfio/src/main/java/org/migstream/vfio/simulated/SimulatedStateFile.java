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
 * The file in which a simulated device lives: a {@link StateFileHeader}, then the device's {@link StateContent}. It is locked
 * while it is open. The header is written in place, with a single call; a content that was loaded by putting a new file
 * in the old one's place, so that whoever looks sees the one or the other.
 */
final class SimulatedStateFile implements Closeable {
    private static final int MAX_LOCK_ATTEMPTS = 100;
    private static final String KIND = "kind";
    private static final String CREATION_OPTION_PREFIX = "made-";
    /** Locks of a process do not keep out the process itself, and closing any of its descriptors gives them up. */
    private static final Set<Path> OPEN_PATHS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private RandomAccessFile file;
    private StateFileHeader header;
    private boolean headerChanged;

    private SimulatedStateFile(Path path) {
        this.path = path;
    }

    /**
     * Opens the file of a device, or makes one.
     *
     * @param kind of the device that must be in it
     * @param made the options that were given and make a device; those of an old one must be the same
     */
    static SimulatedStateFile open(Path path, String kind, Map<String, String> made) throws VfioException {
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
        SimulatedStateFile opened = new SimulatedStateFile(real);
        try {
            opened.lock(operation);
            opened.loadHeader(kind, made);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw toVfioException(operation, e);
        }
    }

    /** The same for all names of a file that is there or can be made. */
    static Path resolvePath(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw new IOException("it is no regular file");
            }
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        if (absolute.getFileName() == null || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is no regular file");
        }
        return absolute.getParent().toRealPath().resolve(absolute.getFileName());
    }

    static VfioException toVfioException(String operation, Exception cause) {
        if (cause instanceof VfioException failure) {
            return failure;
        }
        String reason = cause instanceof NoSuchFileException ? "no such directory" : cause.getMessage();
        VfioException failure = new VfioException(operation, String.valueOf(reason));
        failure.initCause(cause);
        return failure;
    }

    /** Another process may put a new file there between opening and locking: then this is no longer the device's. */
    private void lock(String operation) throws IOException {
        for (int attempt = 0; attempt < MAX_LOCK_ATTEMPTS; attempt++) {
            Object before = fileKey();
            file = new RandomAccessFile(path.toFile(), "rw");
            if (!tryLock(file)) {
                throw new VfioException(operation, Errno.EBUSY);
            }
            if (before != null && before.equals(fileKey())) {
                return;
            }
            file.close();
        }
        throw new VfioException(operation, Errno.EBUSY);
    }

    private Object fileKey() throws IOException {
        return Files.exists(path)
                ? Files.readAttributes(path, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** Locks it, if nobody else has. */
    static boolean tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void loadHeader(String kind, Map<String, String> made) throws IOException {
        if (file.length() == 0) {
            header = StateFileHeader.empty();
            header.put(KIND, kind);
            made.forEach((key, value) -> header.put(CREATION_OPTION_PREFIX + key, value));
            return;
        }
        header = StateFileHeader.read(file);
        if (!header.get(KIND).equals(Optional.of(kind))) {
            throw new IOException("the device in it is " + header.get(KIND).orElse("of no kind") + ", not " + kind);
        }
        for (Map.Entry<String, String> option : made.entrySet()) {
            if (!header.get(CREATION_OPTION_PREFIX + option.getKey()).equals(Optional.of(option.getValue()))) {
                throw new IOException(
                        "the device in it was not made with " + option + "; leave the option out or name a new file");
            }
        }
    }

    /** Whether there is no device in it yet. */
    boolean isNew() {
        return header.headerLength() == 0;
    }

    /** The options that made the device. */
    Map<String, String> creationOptions() {
        return header.entriesWithPrefix(CREATION_OPTION_PREFIX);
    }

    /** The migration state at last. */
    String state() {
        return header.state();
    }

    /** Writes it, and what was noted since. */
    void state(String name) throws IOException {
        header.state(name);
        file.seek(headerChanged ? 0 : StateFileHeader.STATE_OFFSET);
        file.write(headerChanged ? header.toBytes() : StateFileHeader.toStateField(name));
        headerChanged = false;
    }

    /** What the device has noted. */
    Optional<String> entry(String key) {
        return header.get(key);
    }

    /** Notes something, to be written with the next state or content; of a length that never changes. */
    void entry(String key, String value) {
        Optional<String> before = header.get(key);
        if (!isNew() && before.map(String::length).orElse(-1) != value.length()) {
            throw new IllegalArgumentException("the note " + key + " would change its length");
        }
        headerChanged |= !before.equals(Optional.of(value));
        header.put(key, value);
    }

    /** The device's content, until it is replaced. */
    StateContent content() {
        return new StateContent(file, header.headerLength());
    }

    /** Begins a new content; the old one stays until {@link #replaceContent}. */
    PendingStateFile beginContent() throws IOException {
        return new PendingStateFile(path.resolveSibling(path.getFileName() + ".sim-new"), header.toBytes().length);
    }

    /** Makes it the device's content. */
    void replaceContent(PendingStateFile draft) throws IOException {
        header.contentLength(draft.content().length());
        draft.moveTo(path, header.toBytes());
        file.close();
        file = draft.file();
        header.headerLength(header.toBytes().length);
        headerChanged = false;
    }

    /** Where it is, by its real name. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // Nothing that was written is lost by this.
            throw new UncheckedIOException(e);
        } finally {
            OPEN_PATHS.remove(path);
        }
    }
}
