// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and notes when there is no more. */
final class CountingStream extends FilterInputStream {
    private long count;
    private boolean ended;

    CountingStream(InputStream in) {
        super(in);
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    /** Whether somebody asked for more than there was. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count += value < 0 ? 0 : 1;
        ended |= value < 0;
        return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        count += Math.max(0, read);
        ended |= read < 0;
        return read;
    }
}
