// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.io.BlockStream;
import org.migstream.io.StreamException;

/** What gives nothing but the reason why: so that it is told where everything about an input is told. */
final class Unreadable extends BlockStream {
    private final Closeable instead;
    private final StreamException reason;

    /** @param instead closed with this */
    Unreadable(Closeable instead, StreamException reason) {
        this.instead = instead;
        this.reason = reason;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        throw reason;
    }

    @Override
    public void close() throws IOException {
        instead.close();
    }
}
