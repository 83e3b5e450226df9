// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationDevice.Chunk;

/**
 * Passes the bytes of a chunk from the caller's thread to the device's thread. The caller's thread reads the bytes,
 * possibly from a pipe that delivers nothing for hours. The device's thread writes them. So the time that the caller
 * waits for bytes is not counted as time of the device.
 *
 * <pre>
 *   device's thread   next() --MORE_BYTES--&gt;   caller's thread   chunk.next()
 *                            &lt;---Supply------
 *                     markFinished() --FINISHED--&gt;
 * </pre>
 *
 * <p>The constructor reads the first bytes, before the device is called.
 */
final class ChunkRelay implements Chunk {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Chunk chunk;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Supply> supplies = new LinkedBlockingQueue<>();
    private long remaining;
    private @Nullable ByteBuffer firstBytes;

    private enum Request {
        MORE_BYTES,
        FINISHED
    }

    /** The reply to a request: bytes, or the failure to read them. */
    private record Supply(ByteBuffer bytes, @Nullable IOException failure) {
        static Supply of(Chunk chunk) {
            try {
                return new Supply(chunk.next(), null);
            } catch (IOException e) {
                return new Supply(EMPTY, e);
            }
        }
    }

    /** @throws IOException if the first bytes of the chunk cannot be read */
    ChunkRelay(Chunk chunk) throws IOException {
        this.chunk = chunk;
        remaining = chunk.length();
        firstBytes = chunk.next();
    }

    @Override
    public long length() {
        return chunk.length();
    }

    /** Returns the next bytes. Called in the device's thread. */
    @Override
    public ByteBuffer next() throws IOException {
        if (remaining == 0) {
            return EMPTY;
        }
        ByteBuffer next = firstBytes == null ? requestBytes() : firstBytes;
        firstBytes = null;
        remaining = next.hasRemaining() ? remaining - next.remaining() : 0;
        return next;
    }

    private ByteBuffer requestBytes() throws IOException {
        requests.add(Request.MORE_BYTES);
        try {
            Supply supply = supplies.take();
            if (supply.failure() != null) {
                throw supply.failure();
            }
            return supply.bytes();
        } catch (InterruptedException e) {
            throw new VfioException("write the data", "interrupted");
        }
    }

    /** Ends {@link #supplyUntilFinished}, because the device needs no more bytes. Called in the device's thread. */
    void markFinished() {
        requests.add(Request.FINISHED);
    }

    /**
     * Supplies bytes whenever the device requests some. Called in the caller's thread.
     *
     * @param timeout how long the device may work without a request
     * @return true if the device has finished; false after the timeout
     */
    boolean supplyUntilFinished(Duration timeout) throws InterruptedException {
        while (true) {
            Request request = requests.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (request != Request.MORE_BYTES) {
                return request == Request.FINISHED;
            }
            supplies.add(Supply.of(chunk));
        }
    }
}
