// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.migstream.io.BlockInputStream;

/** Counts what is read, and knows how reading ended; its bytes are never skipped but read. */
final class CountingInputStream extends BlockInputStream {
    private final InputStream in;
    private long count;
    private boolean ended;
    private IOException failure;

    CountingInputStream(InputStream in) {
        this.in = in;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** How many bytes there are; empty until that is known. */
    OptionalLong totalCount() {
        return ended ? OptionalLong.of(count) : OptionalLong.empty();
    }

    /** Whether somebody asked for more than there is. */
    boolean hasEnded() {
        return ended;
    }

    /** What reading failed with; null if it did not. */
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
