// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.io.TruncatedStreamException;
import org.migstream.vfio.MigrationDevice.Chunk;

/** A data record that is written to a device, in pieces of up to 1 MiB. A listener gets each piece, too. */
final class RecordChunk implements Chunk {
    private static final int BUFFER_SIZE = 1 << 20;

    private final Buffers buffers;
    private final long length;
    private final InputStream body;
    private final ByteListener listener;
    private long remaining;

    /**
     * The buffers of the current chunk; all chunks of a restore share them. Native code needs a direct buffer, an
     * InputStream needs an array.
     */
    static final class Buffers {
        private final byte[] array = new byte[BUFFER_SIZE];
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER_SIZE);
    }

    /** Receives the bytes that are written to a device. */
    @FunctionalInterface
    interface ByteListener {
        ByteListener NONE = (bytes, from, count) -> {};

        void onBytes(byte[] bytes, int from, int count) throws IOException;
    }

    /** @param body the data of the record, {@code length} bytes */
    RecordChunk(Buffers buffers, long length, InputStream body, ByteListener listener) {
        this.buffers = buffers;
        this.length = length;
        this.body = body;
        this.listener = listener;
        remaining = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer next() throws IOException {
        int size = (int) Math.min(BUFFER_SIZE, remaining);
        int count = body.readNBytes(buffers.array, 0, size);
        if (count < size) {
            throw new TruncatedStreamException(length - remaining + count);
        }
        listener.onBytes(buffers.array, 0, count);
        remaining -= count;
        return buffers.direct.clear().put(buffers.array, 0, count).flip();
    }
}
