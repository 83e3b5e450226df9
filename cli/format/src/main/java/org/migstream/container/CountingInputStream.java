// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;

/**
 * Counts the bytes read and records how the stream ended. A skip reads the bytes. The class of the same name in
 * commons-io records neither the end nor an error.
 */
final class CountingInputStream extends BlockInputStream {
    private final InputStream in;
    private long count;
    private boolean ended;
    private @Nullable IOException failure;

    CountingInputStream(InputStream in) {
        this.in = in;
    }

    /** Returns the number of bytes read so far. */
    long count() {
        return count;
    }

    /** Returns the length of the stream; empty until a read reaches the end. */
    OptionalLong totalCount() {
        return ended ? OptionalLong.of(count) : OptionalLong.empty();
    }

    /** Returns whether a read reached the end of the stream. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns the error of the last failed read; null if no read failed. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int read = in.read(into, from, length);
            ended = read < 0;
            count += Math.max(0, read);
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
