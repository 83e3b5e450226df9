// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A new state file that is being written. {@link #moveTo} replaces the old file with it. Otherwise {@link #close}
 * deletes the new file.
 */
final class PendingStateFile implements Closeable {
    private final Path path;
    private final RandomAccessFile file;
    private final StateContent content;
    private boolean moved;

    /** @param headerSize the space for the header, in bytes */
    PendingStateFile(Path path, int headerSize) throws IOException {
        this.path = path;
        // A file at this path is left from a process that held the device's lock and has ended.
        Files.deleteIfExists(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        content = new StateContent(file, headerSize);
    }

    /** Returns the content; empty at first. */
    StateContent content() {
        return content;
    }

    RandomAccessFile file() {
        return file;
    }

    /** Writes the header, locks the file and moves it to its final path. */
    void moveTo(Path target, byte[] header) throws IOException {
        file.seek(0);
        file.write(header);
        if (!SimulatedStateFile.tryLock(file)) {
            throw new IOException(path + " is locked");
        }
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
    }

    @Override
    public void close() throws IOException {
        if (!moved) {
            file.close();
            Files.deleteIfExists(path);
        }
    }
}
