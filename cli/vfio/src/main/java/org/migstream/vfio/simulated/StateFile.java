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
 * The file in which a simulated device lives: a {@link StateHeader}, then the device's {@link Content}. It is locked
 * while it is open. The header is written in place, with a single call; a content that was loaded by putting a new file
 * in the old one's place, so that whoever looks sees the one or the other.
 */
final class StateFile implements Closeable {
    private static final int ATTEMPTS = 100;
    private static final String KIND = "kind";
    private static final String MADE = "made-";
    /** Locks of a process do not keep out the process itself, and closing any of its descriptors gives them up. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private RandomAccessFile file;
    private StateHeader header;
    private boolean outdated;

    private StateFile(Path path) {
        this.path = path;
    }

    /**
     * Opens the file of a device, or makes one.
     *
     * @param kind of the device that must be in it
     * @param made the options that were given and make a device; those of an old one must be the same
     */
    static StateFile open(Path path, String kind, Map<String, String> made) throws VfioException {
        String operation = "open the state file " + path;
        Path real;
        try {
            real = real(path);
        } catch (IOException e) {
            throw failure(operation, e);
        }
        if (!OPEN.add(real)) {
            throw new VfioException(operation, Errno.EBUSY);
        }
        StateFile opened = new StateFile(real);
        try {
            opened.lock(operation);
            opened.load(kind, made);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw failure(operation, e);
        }
    }

    /** The same for all names of a file that is there or can be made. */
    static Path real(Path path) throws IOException {
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

    static VfioException failure(String operation, Exception cause) {
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
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object before = identity();
            file = new RandomAccessFile(path.toFile(), "rw");
            if (!locked(file)) {
                throw new VfioException(operation, Errno.EBUSY);
            }
            if (before != null && before.equals(identity())) {
                return;
            }
            file.close();
        }
        throw new VfioException(operation, Errno.EBUSY);
    }

    private Object identity() throws IOException {
        return Files.exists(path)
                ? Files.readAttributes(path, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** Locks it, if nobody else has. */
    static boolean locked(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void load(String kind, Map<String, String> made) throws IOException {
        if (file.length() == 0) {
            header = StateHeader.empty();
            header.put(KIND, kind);
            made.forEach((key, value) -> header.put(MADE + key, value));
            return;
        }
        header = StateHeader.read(file);
        if (!header.get(KIND).equals(Optional.of(kind))) {
            throw new IOException("the device in it is " + header.get(KIND).orElse("of no kind") + ", not " + kind);
        }
        for (Map.Entry<String, String> option : made.entrySet()) {
            if (!header.get(MADE + option.getKey()).equals(Optional.of(option.getValue()))) {
                throw new IOException(
                        "the device in it was not made with " + option + "; leave the option out or name a new file");
            }
        }
    }

    /** Whether there is no device in it yet. */
    boolean isNew() {
        return header.size() == 0;
    }

    /** The options that made the device. */
    Map<String, String> made() {
        return header.startingWith(MADE);
    }

    /** The migration state at last. */
    String state() {
        return header.state();
    }

    /** Writes it, and what was noted since. */
    void state(String name) throws IOException {
        header.state(name);
        file.seek(outdated ? 0 : StateHeader.STATE_OFFSET);
        file.write(outdated ? header.bytes() : StateHeader.field(name));
        outdated = false;
    }

    /** What the device has noted. */
    Optional<String> note(String key) {
        return header.get(key);
    }

    /** Notes something, to be written with the next state or content; of a length that never changes. */
    void note(String key, String value) {
        Optional<String> before = header.get(key);
        if (!isNew() && before.map(String::length).orElse(-1) != value.length()) {
            throw new IllegalArgumentException("the note " + key + " would change its length");
        }
        outdated |= !before.equals(Optional.of(value));
        header.put(key, value);
    }

    /** The device's content, until it is replaced. */
    Content content() {
        return new Content(file, header.size());
    }

    /** Begins a new content; the old one stays until {@link #replace}. */
    StateDraft draft() throws IOException {
        return new StateDraft(path.resolveSibling(path.getFileName() + ".sim-new"), header.bytes().length);
    }

    /** Makes it the device's content. */
    void replace(StateDraft draft) throws IOException {
        header.length(draft.content().length());
        draft.moveTo(path, header.bytes());
        file.close();
        file = draft.file();
        header.size(header.bytes().length);
        outdated = false;
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
            OPEN.remove(path);
        }
    }
}
