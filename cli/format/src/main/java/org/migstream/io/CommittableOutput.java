// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An output for a result that is useful only when it is complete. */
public interface CommittableOutput extends Closeable {
    /** Returns the stream to which the bytes are written. The caller does not close the stream. */
    ByteBufferOutputStream stream();

    /**
     * Returns a file that can be written at any offset, for use instead of {@link #stream}; empty if the output must be
     * written in order.
     */
    default Optional<SparseFile> sparseFile() {
        return Optional.empty();
    }

    /** Returns the file that holds all bytes written so far; empty if the output keeps no file. */
    default Optional<Path> flushedFile() throws IOException {
        return Optional.empty();
    }

    /** Marks the result as complete. */
    void commit() throws IOException;

    /** Discards the result unless it is complete. Any thread can call this method, more than once. */
    @Override
    void close() throws IOException;
}
