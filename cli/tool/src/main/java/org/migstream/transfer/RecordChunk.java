// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.io.TruncatedStreamException;
import org.migstream.vfio.Chunk;

/** A record's bytes on the way to a device; somebody may look at them in passing. */
final class RecordChunk implements Chunk {
    private static final int BUFFER = 1 << 20;

    private final Buffers buffers;
    private final long length;
    private final InputStream body;
    private final Watcher watcher;
    private long left;

    /** The room that is needed for one chunk at a time. */
    static final class Buffers {
        private final byte[] array = new byte[BUFFER];
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    }

    /** Sees what is written. */
    @FunctionalInterface
    interface Watcher {
        Watcher NOBODY = (bytes, from, count) -> {};

        void see(byte[] bytes, int from, int count) throws IOException;
    }

    RecordChunk(Buffers buffers, long length, InputStream body, Watcher watcher) {
        this.buffers = buffers;
        this.length = length;
        this.body = body;
        this.watcher = watcher;
        left = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer next() throws IOException {
        int wanted = (int) Math.min(BUFFER, left);
        int count = body.readNBytes(buffers.array, 0, wanted);
        if (count < wanted) {
            throw new TruncatedStreamException(length - left + count);
        }
        watcher.see(buffers.array, 0, count);
        left -= count;
        return buffers.direct.clear().put(buffers.array, 0, count).flip();
    }
}
