// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that implements only the block read. A read of one byte is a block read of length 1. */
public abstract class BlockInputStream extends InputStream {
    /** Creates a stream. */
    protected BlockInputStream() {}

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int from, int length) throws IOException;
}
