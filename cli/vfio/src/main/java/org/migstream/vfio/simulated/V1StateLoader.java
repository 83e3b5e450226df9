// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * Loads the chunks of a {@link V1DeviceModel}. The source must have the same identity (EFAULT); each chunk must be
 * valid and in order (EINVAL). {@link #finish} requires that all chunks have been loaded.
 */
final class V1StateLoader {
    private static final String WRITE = "write the data";

    private final SparseImage image;
    private final long identity;
    private final CRC32C checksum = new CRC32C();
    private boolean identityChecked;
    private boolean sequenceEnded;
    private int sequence;
    private int dataCount;
    private long loadedBytes;

    V1StateLoader(SparseImage image, long identity) {
        this.image = image;
        this.identity = identity;
    }

    /** Loads the chunk in a window. */
    void loadChunk(ByteBuffer window) throws IOException {
        V1Chunk chunk = V1Chunk.parse(window).orElseThrow(() -> new VfioException(WRITE, Errno.EINVAL));
        requireValid(identityChecked || chunk.kind() == V1Chunk.ChunkKind.IDENTITY);
        switch (chunk.kind()) {
            case IDENTITY -> checkIdentity(chunk);
            case PREVIEW -> requireValid(isInside(chunk));
            case SEQUENCE -> beginSequence(chunk);
            case DATA -> addData(chunk);
            case END -> endSequence(chunk);
        }
    }

    private static void requireValid(boolean valid) throws IOException {
        DeviceModel.require(valid, WRITE, Errno.EINVAL);
    }

    private void checkIdentity(V1Chunk chunk) throws IOException {
        ByteBuffer payload = chunk.payload().slice().order(ByteOrder.LITTLE_ENDIAN);
        requireValid(payload.remaining() == Long.BYTES);
        DeviceModel.require(chunk.value() == identity && payload.getLong(0) == image.size(), WRITE, Errno.EFAULT);
        identityChecked = true;
        sequence = 0;
        discardSequence();
    }

    private void discardSequence() {
        sequenceEnded = false;
        dataCount = 0;
        loadedBytes = 0;
        checksum.reset();
    }

    private boolean isInside(V1Chunk chunk) {
        long length = chunk.payload().remaining();
        return length > 0 && chunk.value() >= 0 && chunk.value() <= image.size() - length;
    }

    private void beginSequence(V1Chunk chunk) throws IOException {
        requireValid(chunk.number() > sequence && chunk.value() == image.size());
        discardSequence();
        sequence = chunk.number();
    }

    private void addData(V1Chunk chunk) throws IOException {
        requireValid(sequence > 0 && !sequenceEnded && chunk.number() == dataCount + 1);
        requireValid(isInside(chunk) && chunk.value() == loadedBytes);
        dataCount++;
        loadedBytes += chunk.payload().remaining();
        checksum.update(chunk.payload().duplicate());
        image.write(chunk.payload(), chunk.value());
    }

    private void endSequence(V1Chunk chunk) throws IOException {
        requireValid(sequence > 0 && !sequenceEnded && chunk.number() == dataCount);
        requireValid(loadedBytes == image.size() && chunk.value() == checksum.getValue());
        sequenceEnded = true;
    }

    /** Requires a complete state. After a failure the missing chunks may still follow. */
    void finish() throws IOException {
        DeviceModel.require(sequenceEnded, "load the state", Errno.EINVAL);
    }
}
