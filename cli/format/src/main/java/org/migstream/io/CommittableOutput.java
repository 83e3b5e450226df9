// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a result goes that is worth something only when it is complete. */
public interface CommittableOutput extends Closeable {
    /** Takes its bytes; closing it is left to this output. */
    ByteBufferOutputStream stream();

    /** For writing at any place, instead of {@link #stream}; empty if it can only be written in order. */
    default Optional<SparseFile> sparseFile() {
        return Optional.empty();
    }

    /** The file in which everything written so far can be read; empty if it is gone. */
    default Optional<Path> flushedFile() throws IOException {
        return Optional.empty();
    }

    /** The bytes are complete. */
    void commit() throws IOException;

    /** Gives it up, unless it is complete; from any thread, and again. */
    @Override
    void close() throws IOException;
}
