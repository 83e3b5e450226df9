// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.migstream.vfio.DataPhase;

/** Cuts the state of a {@link V1Model} into chunks. */
final class V1Saving {
    private final Image image;
    private final long id;
    private final Dirtying dirtying;
    private final int largest;
    private final CRC32C check = new CRC32C();
    private Extent left = Extent.NONE;
    private boolean identified;
    private boolean previewed;
    private boolean drained;
    private boolean stopped;
    private boolean announced;
    private boolean ended;
    private int sequence;
    private int number;

    V1Saving(Image image, long id, Dirtying dirtying, int window) {
        this.image = image;
        this.id = id;
        this.dirtying = dirtying;
        largest = window - V1Chunk.HEADER;
    }

    /** The device is stopped, or runs again. */
    void enter(DataPhase phase) throws IOException {
        stopped = phase == DataPhase.STOP_COPY;
        if (stopped) {
            dirtying.next(image);
            sequence++;
            number = 0;
            announced = false;
            ended = false;
            check.reset();
        }
        left = stopped || !previewed ? image.all() : Extent.NONE;
        previewed = true;
    }

    /** How many bytes there are to read; of a device that runs, for now: 0 once, before it has changed again. */
    long pending() throws IOException {
        if (!stopped && identified && left.isEmpty()) {
            left = drained ? dirtying.next(image) : Extent.NONE;
            drained = left.isEmpty();
        }
        long chunks = (left.length() + largest - 1) / largest;
        long pending = left.length() + chunks * V1Chunk.HEADER;
        pending += identified ? 0 : V1Chunk.HEADER + Long.BYTES;
        pending += stopped && !announced ? V1Chunk.HEADER : 0;
        return pending + (stopped && !ended ? V1Chunk.HEADER : 0);
    }

    /** The next of them; empty if there is none. */
    Optional<ByteBuffer> next() throws IOException {
        return Optional.ofNullable(chunk()).map(V1Chunk::bytes);
    }

    private V1Chunk chunk() throws IOException {
        if (!identified) {
            identified = true;
            ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            return new V1Chunk(V1Chunk.Kind.IDENTITY, 0, id, size.putLong(0, image.size()));
        }
        if (stopped && !announced) {
            announced = true;
            return V1Chunk.of(V1Chunk.Kind.SEQUENCE, sequence, image.size());
        }
        if (!left.isEmpty()) {
            return content();
        }
        if (stopped && !ended) {
            ended = true;
            return V1Chunk.of(V1Chunk.Kind.END, number, check.getValue());
        }
        return null;
    }

    private V1Chunk content() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(left.length(), largest));
        image.read(bytes, left.offset());
        bytes.flip();
        long offset = left.offset();
        left = left.after(bytes.remaining());
        if (!stopped) {
            return new V1Chunk(V1Chunk.Kind.PREVIEW, 0, offset, bytes);
        }
        check.update(bytes.duplicate());
        number++;
        return new V1Chunk(V1Chunk.Kind.DATA, number, offset, bytes);
    }
}
