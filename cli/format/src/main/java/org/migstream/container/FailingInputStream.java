// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.io.BlockInputStream;
import org.migstream.io.StreamException;

/** What gives nothing but the reason why: so that it is told where everything about an input is told. */
final class FailingInputStream extends BlockInputStream {
    private final Closeable resource;
    private final StreamException exception;

    /** @param instead closed with this */
    FailingInputStream(Closeable instead, StreamException reason) {
        this.resource = instead;
        this.exception = reason;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        throw exception;
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
