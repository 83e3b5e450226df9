// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream of zero bytes that is as long as another stream. It reads the other stream, so it fails where that one
 * fails. A length that a record only claims would give more zeroes than the record has bytes.
 */
public final class ZeroingInputStream extends BlockInputStream {
    private final InputStream in;

    /**
     * Creates a stream.
     *
     * @param in the stream whose bytes become zeroes; closed by its owner
     */
    public ZeroingInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = in.read(into, from, length);
        Arrays.fill(into, from, from + Math.max(0, count), (byte) 0);
        return count;
    }
}
