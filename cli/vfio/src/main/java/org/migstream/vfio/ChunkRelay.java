// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A chunk between two threads: the caller's gets its bytes, out of a pipe perhaps that gives none for hours; the device's
 * takes them. The first bytes are got before the device is asked to take any.
 */
final class ChunkRelay implements Chunk {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Chunk chunk;
    private long remaining;
    private ByteBuffer nextBytes;
    private IOException failure;
    private boolean requested;
    private boolean finished;

    /** @throws IOException if the chunk cannot give its first bytes */
    ChunkRelay(Chunk chunk) throws IOException {
        this.chunk = chunk;
        remaining = chunk.length();
        nextBytes = chunk.next();
    }

    @Override
    public long length() {
        return chunk.length();
    }

    /** In the device's thread. */
    @Override
    public synchronized ByteBuffer next() throws IOException {
        if (remaining == 0) {
            return EMPTY;
        }
        requested = true;
        notifyAll();
        try {
            while (nextBytes == null && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new VfioException("write the data", "interrupted");
        }
        if (failure != null) {
            throw failure;
        }
        requested = false;
        ByteBuffer next = nextBytes;
        nextBytes = null;
        remaining = next.hasRemaining() ? remaining - next.remaining() : 0;
        return next;
    }

    /** In the device's thread: it has done with the chunk. */
    synchronized void markFinished() {
        finished = true;
        notifyAll();
    }

    /**
     * In the caller's thread: gets bytes as often as the device wants some, until it has done, or has been busy with some
     * for too long.
     *
     * @return whether it has done
     */
    boolean supplyUntilFinished(Duration patience) throws InterruptedException {
        while (awaitRequest(patience)) {
            ByteBuffer got = null;
            IOException failed = null;
            try {
                got = chunk.next();
            } catch (IOException e) {
                failed = e;
            }
            supply(got, failed);
        }
        return isFinished();
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    private synchronized boolean awaitRequest(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!finished && !(requested && nextBytes == null)) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return !finished;
    }

    private synchronized void supply(ByteBuffer got, IOException failed) {
        nextBytes = got;
        failure = failed;
        notifyAll();
    }
}
