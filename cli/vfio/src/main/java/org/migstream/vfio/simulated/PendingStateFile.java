// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A device's content that is being written, beside the old one; closed before it took that one's place, it is gone. */
final class PendingStateFile implements Closeable {
    private final Path path;
    private final RandomAccessFile file;
    private final StateContent content;
    private boolean moved;

    /** @param headerSize how much room to leave in front, bytes */
    PendingStateFile(Path path, int headerSize) throws IOException {
        this.path = path;
        // Whatever is there was left by somebody who had the lock that we have now.
        Files.deleteIfExists(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        content = new StateContent(file, headerSize);
    }

    /** Nothing at first. */
    StateContent content() {
        return content;
    }

    RandomAccessFile file() {
        return file;
    }

    /** Completes it with a header and puts it in another file's place, locked from the first moment on. */
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
