// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and knows whether that was all. */
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

    /** Whether somebody asked for more than there is. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        note(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        note(read);
        return read;
    }

    private void note(int read) {
        ended = read < 0;
        count += Math.max(0, read);
    }
}
