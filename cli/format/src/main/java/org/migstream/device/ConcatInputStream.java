// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockInputStream;

/** Several streams, one behind the other. */
final class ConcatInputStream extends BlockInputStream {
    private final Parts parts;
    private InputStream part = InputStream.nullInputStream();

    /** Gives the pieces in order. */
    @FunctionalInterface
    interface Parts {
        /** The next piece; null behind the last. */
        InputStream next() throws IOException;
    }

    ConcatInputStream(Parts pieces) {
        this.parts = pieces;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (part != null) {
            int count = part.read(into, from, length);
            if (count > 0) {
                return count;
            }
            part = parts.next();
        }
        return -1;
    }

    @Override
    public long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && part != null) {
            long skipped = part.skip(left);
            left -= skipped;
            if (skipped == 0) {
                part = parts.next();
            }
        }
        return count - left;
    }
}
