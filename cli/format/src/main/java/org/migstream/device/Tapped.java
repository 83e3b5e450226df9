// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockStream;

/** A stream of which somebody else sees every byte that is read. */
final class Tapped extends BlockStream {
    private final InputStream in;
    private final Overflow.Sink sink;

    Tapped(InputStream in, Overflow.Sink sink) {
        this.in = in;
        this.sink = sink;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = in.read(into, from, length);
        if (count > 0) {
            sink.take(into, from, count);
        }
        return count;
    }
}
