// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockInputStream;

/** A stream of which somebody else sees every byte that is read. */
final class TeeInputStream extends BlockInputStream {
    private final InputStream in;
    private final SpillHandler.Sink sink;

    TeeInputStream(InputStream in, SpillHandler.Sink sink) {
        this.in = in;
        this.sink = sink;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = in.read(into, from, length);
        if (count > 0) {
            sink.write(into, from, count);
        }
        return count;
    }
}
