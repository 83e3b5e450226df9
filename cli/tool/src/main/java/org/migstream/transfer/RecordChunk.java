// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.io.TruncatedStreamException;
import org.migstream.vfio.Chunk;

/** A record's bytes on the way to a device; somebody may look at them in passing. */
final class RecordChunk implements Chunk {
    private static final int BUFFER_SIZE = 1 << 20;

    private final Buffers buffers;
    private final long length;
    private final InputStream body;
    private final ByteListener listener;
    private long remaining;

    /** The room that is needed for one chunk at a time. */
    static final class Buffers {
        private final byte[] array = new byte[BUFFER_SIZE];
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER_SIZE);
    }

    /** Sees what is written. */
    @FunctionalInterface
    interface ByteListener {
        ByteListener NONE = (bytes, from, count) -> {};

        void onBytes(byte[] bytes, int from, int count) throws IOException;
    }

    RecordChunk(Buffers buffers, long length, InputStream body, ByteListener watcher) {
        this.buffers = buffers;
        this.length = length;
        this.body = body;
        this.listener = watcher;
        remaining = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer next() throws IOException {
        int wanted = (int) Math.min(BUFFER_SIZE, remaining);
        int count = body.readNBytes(buffers.array, 0, wanted);
        if (count < wanted) {
            throw new TruncatedStreamException(length - remaining + count);
        }
        listener.onBytes(buffers.array, 0, count);
        remaining -= count;
        return buffers.direct.clear().put(buffers.array, 0, count).flip();
    }
}
