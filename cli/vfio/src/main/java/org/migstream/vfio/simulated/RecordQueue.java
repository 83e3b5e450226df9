// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/**
 * The records that are still to be read. A record has header bytes and a range of the image. The range is read from the
 * image only when the record is read.
 */
final class RecordQueue {
    private final SparseImage image;
    private final Deque<ByteBuffer> headers = new ArrayDeque<>();
    private final Deque<ImageRange> payloads = new ArrayDeque<>();
    private long length;

    RecordQueue(SparseImage image) {
        this.image = image;
    }

    /** Adds a record. */
    void add(ByteBuffer header, ImageRange payload) {
        headers.add(header);
        payloads.add(payload);
        length += header.remaining() + payload.length();
    }

    /** Returns the number of bytes in the queue. */
    long length() {
        return length;
    }

    /** Reads bytes until the buffer is full or the queue is empty. */
    void read(ByteBuffer into) throws IOException {
        int before = into.position();
        while (into.hasRemaining() && !headers.isEmpty()) {
            ByteBuffer header = headers.peek();
            int count = Math.min(into.remaining(), header.remaining());
            into.put(header.slice(header.position(), count));
            header.position(header.position() + count);
            readPayload(into);
        }
        length -= into.position() - before;
    }

    private void readPayload(ByteBuffer into) throws IOException {
        if (headers.peek().hasRemaining()) {
            return;
        }
        ImageRange payload = payloads.remove();
        int limit = into.limit();
        int count = (int) Math.min(into.remaining(), payload.length());
        image.read(into.limit(into.position() + count), payload.offset());
        into.limit(limit);
        if (payload.length() > count) {
            payloads.addFirst(payload.skip(count));
        } else {
            headers.remove();
        }
    }
}
