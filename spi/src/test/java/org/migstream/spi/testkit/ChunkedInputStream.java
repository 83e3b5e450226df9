// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Returns only a few bytes in each read and skips few or none, as pipes and decompressors may. */
final class ChunkedInputStream extends InputStream {
    private final InputStream in;
    private final int chunk;
    private boolean skipAllowed;

    ChunkedInputStream(byte[] bytes, int chunk) {
        in = new ByteArrayInputStream(bytes);
        this.chunk = chunk;
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return in.read(to, offset, Math.min(length, chunk));
    }

    @Override
    public long skip(long count) throws IOException {
        skipAllowed = !skipAllowed;
        return skipAllowed ? in.skip(Math.min(count, chunk)) : 0;
    }
}
