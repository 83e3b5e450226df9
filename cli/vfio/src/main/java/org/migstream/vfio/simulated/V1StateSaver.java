// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/** Divides the state of a {@link V1DeviceModel} into chunks. */
final class V1StateSaver {
    private final SparseImage image;
    private final long identity;
    private final DirtyRounds dirtyRounds;
    private final int maxPayload;
    private final CRC32C checksum = new CRC32C();
    private ImageRange unsentRange = ImageRange.EMPTY;
    private boolean identitySent;
    private boolean previewStarted;
    private boolean reportedZeroPending;
    private boolean stopped;
    private boolean sequenceSent;
    private boolean endSent;
    private int sequence;
    private int dataCount;

    V1StateSaver(SparseImage image, long identity, DirtyRounds dirtyRounds, int windowSize) {
        this.image = image;
        this.identity = identity;
        this.dirtyRounds = dirtyRounds;
        maxPayload = windowSize - V1Chunk.HEADER_LENGTH;
    }

    /** Begins pre-copy or stop-copy. */
    void enterPhase(DataPhase phase) throws IOException {
        stopped = phase == DataPhase.STOP_COPY;
        if (stopped) {
            dirtyRounds.nextRound(image);
            sequence++;
            dataCount = 0;
            sequenceSent = false;
            endSent = false;
            checksum.reset();
        }
        unsentRange = stopped || !previewStarted ? image.fullRange() : ImageRange.EMPTY;
        previewStarted = true;
    }

    /**
     * Returns the number of bytes left to read. In pre-copy, when all data are read, it is 0 once before the device
     * changes again.
     */
    long pendingBytes() throws IOException {
        if (!stopped && identitySent && unsentRange.isEmpty()) {
            unsentRange = reportedZeroPending ? dirtyRounds.nextRound(image) : ImageRange.EMPTY;
            reportedZeroPending = unsentRange.isEmpty();
        }
        long chunks = (unsentRange.length() + maxPayload - 1) / maxPayload;
        long pending = unsentRange.length() + chunks * V1Chunk.HEADER_LENGTH;
        pending += identitySent ? 0 : V1Chunk.HEADER_LENGTH + Long.BYTES;
        pending += stopped && !sequenceSent ? V1Chunk.HEADER_LENGTH : 0;
        return pending + (stopped && !endSent ? V1Chunk.HEADER_LENGTH : 0);
    }

    /** Returns the next chunk; empty if no data are available. */
    Optional<ByteBuffer> nextChunk() throws IOException {
        return buildChunk().map(V1Chunk::toBytes);
    }

    private Optional<V1Chunk> buildChunk() throws IOException {
        if (!identitySent) {
            identitySent = true;
            ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            return Optional.of(new V1Chunk(V1Chunk.ChunkKind.IDENTITY, 0, identity, size.putLong(0, image.size())));
        }
        if (stopped && !sequenceSent) {
            sequenceSent = true;
            return Optional.of(V1Chunk.of(V1Chunk.ChunkKind.SEQUENCE, sequence, image.size()));
        }
        if (!unsentRange.isEmpty()) {
            return Optional.of(buildContentChunk());
        }
        if (stopped && !endSent) {
            endSent = true;
            return Optional.of(V1Chunk.of(V1Chunk.ChunkKind.END, dataCount, checksum.getValue()));
        }
        return Optional.empty();
    }

    private V1Chunk buildContentChunk() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(unsentRange.length(), maxPayload));
        image.read(bytes, unsentRange.offset());
        bytes.flip();
        long offset = unsentRange.offset();
        unsentRange = unsentRange.skip(bytes.remaining());
        if (!stopped) {
            return new V1Chunk(V1Chunk.ChunkKind.PREVIEW, 0, offset, bytes);
        }
        checksum.update(bytes.duplicate());
        dataCount++;
        return new V1Chunk(V1Chunk.ChunkKind.DATA, dataCount, offset, bytes);
    }
}
