// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockInputStream;

/** The next so many bytes of a stream. */
final class Stretch extends BlockInputStream {
    private final InputStream in;
    private long left;

    Stretch(InputStream in, long length) {
        this.in = in;
        left = length;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = left == 0 ? -1 : in.read(into, from, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }
}
