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
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Chunk chunk;
    private long left;
    private ByteBuffer ready;
    private IOException failure;
    private boolean wanted;
    private boolean finished;

    /** @throws IOException if the chunk cannot give its first bytes */
    ChunkRelay(Chunk chunk) throws IOException {
        this.chunk = chunk;
        left = chunk.length();
        ready = chunk.next();
    }

    @Override
    public long length() {
        return chunk.length();
    }

    /** In the device's thread. */
    @Override
    public synchronized ByteBuffer next() throws IOException {
        if (left == 0) {
            return NOTHING;
        }
        wanted = true;
        notifyAll();
        try {
            while (ready == null && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new VfioException("write the data", "interrupted");
        }
        if (failure != null) {
            throw failure;
        }
        wanted = false;
        ByteBuffer next = ready;
        ready = null;
        left = next.hasRemaining() ? left - next.remaining() : 0;
        return next;
    }

    /** In the device's thread: it has done with the chunk. */
    synchronized void finished() {
        finished = true;
        notifyAll();
    }

    /**
     * In the caller's thread: gets bytes as often as the device wants some, until it has done, or has been busy with some
     * for too long.
     *
     * @return whether it has done
     */
    boolean serve(Duration patience) throws InterruptedException {
        while (isWanted(patience)) {
            ByteBuffer got = null;
            IOException failed = null;
            try {
                got = chunk.next();
            } catch (IOException e) {
                failed = e;
            }
            give(got, failed);
        }
        return isFinished();
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    private synchronized boolean isWanted(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!finished && !(wanted && ready == null)) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return !finished;
    }

    private synchronized void give(ByteBuffer got, IOException failed) {
        ready = got;
        failure = failed;
        notifyAll();
    }
}
