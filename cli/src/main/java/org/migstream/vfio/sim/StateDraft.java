// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A device's content that is being written, beside the old one; closed before it took that one's place, it is gone. */
final class StateDraft implements Closeable {
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final StateHeader header;
    private final RandomAccessFile file;
    private final byte[] block = new byte[BLOCK];
    private long length;
    private boolean moved;

    StateDraft(Path path, StateHeader header) throws IOException {
        this.path = path;
        this.header = header.copy();
        // Whatever is there was left by somebody who had the lock that we have now.
        Files.deleteIfExists(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        this.header.size(header.bytes().length);
        file.seek(this.header.size());
    }

    /** Adds what remains in a buffer. */
    void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), BLOCK);
            bytes.get(block, 0, count);
            file.write(block, 0, count);
            length += count;
        }
    }

    /** Bytes of content so far. */
    long length() {
        return length;
    }

    RandomAccessFile file() {
        return file;
    }

    /** Completes it and puts it in another file's place, locked from the first moment on; gives what its header says. */
    StateHeader moveTo(Path target, String state) throws IOException {
        header.state(state);
        header.length(length);
        file.seek(0);
        file.write(header.bytes());
        if (!StateFile.locked(file)) {
            throw new IOException(path + " is locked");
        }
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
        return header;
    }

    @Override
    public void close() throws IOException {
        if (!moved) {
            file.close();
            Files.deleteIfExists(path);
        }
    }
}
