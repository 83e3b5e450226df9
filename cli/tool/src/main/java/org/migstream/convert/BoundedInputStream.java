// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockInputStream;

/** The next so many bytes of a stream. */
final class BoundedInputStream extends BlockInputStream {
    private final InputStream in;
    private long remaining;

    BoundedInputStream(InputStream in, long length) {
        this.in = in;
        remaining = length;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = remaining == 0 ? -1 : in.read(into, from, (int) Math.min(length, remaining));
        remaining -= Math.max(0, count);
        return count;
    }
}
