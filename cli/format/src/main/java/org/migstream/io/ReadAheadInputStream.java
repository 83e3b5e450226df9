// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads another stream ahead in a thread of its own, so that decompression and parsing use two processors. The reader
 * gets the same bytes, and an exception after the same byte, as from the stream itself. A short stream starts no
 * thread, and at most {@value #MAX_THREADS} streams have one at the same time: one stream needs 3 MiB for its blocks,
 * and a command can open hundreds of inputs.
 *
 * <p>Use it only for a stream whose reads soon return, such as a file: {@link #close} waits for the read in progress.
 */
public final class ReadAheadInputStream extends BlockInputStream {
    /** The number of bytes that are read without the thread. */
    private static final int THREAD_THRESHOLD = 1 << 20;

    private static final int MAX_THREADS = 4;
    private static final Semaphore THREADS = new Semaphore(MAX_THREADS);

    /**
     * The size of a block in bytes. With smaller blocks the threads wait for each other more often. With its header, a
     * block fits in one region of the heap, which has 1 MiB in a small heap.
     */
    private static final int BLOCK_SIZE = (1 << 20) - 64;

    private static final int BLOCK_COUNT = 3;

    private final InputStream in;
    private final Deque<Block> filled = new ArrayDeque<>();
    private final Deque<Block> free = new ArrayDeque<>();
    private long readDirectly;
    private @Nullable Thread thread;
    private @Nullable Block current;
    private int next;
    private boolean closed;

    /** Wraps a stream. Closing the result closes the stream. */
    public ReadAheadInputStream(InputStream in) {
        this.in = in;
    }

    /** Bytes of the stream, and how it goes on after them. */
    private static final class Block {
        private final byte[] bytes = new byte[BLOCK_SIZE];
        private int length;

        /** Whether no block follows: the stream ends or fails after these bytes. */
        private boolean last;

        private @Nullable Throwable failure;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (thread == null) {
            if (readDirectly < THREAD_THRESHOLD || !THREADS.tryAcquire()) {
                int count = in.read(into, from, length);
                readDirectly += Math.max(0, count);
                return count;
            }
            start();
        }
        Block block = currentBlock();
        int count = Math.min(length, block.length - next);
        if (count > 0) {
            System.arraycopy(block.bytes, next, into, from, count);
            next += count;
            return count;
        }
        if (block.failure != null) {
            throw rethrow(block.failure);
        }
        return -1;
    }

    private void start() {
        for (int i = 0; i < BLOCK_COUNT; i++) {
            free.add(new Block());
        }
        thread = new Thread(this::readAhead, "read-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns a block with unread bytes, or the last block. */
    private synchronized Block currentBlock() throws IOException {
        if (current != null && (next < current.length || current.last)) {
            return current;
        }
        if (current != null) {
            free.add(current);
            current = null;
            notifyAll();
        }
        Monitor.waitWhile(this, () -> filled.isEmpty() && !closed);
        if (filled.isEmpty()) {
            throw new IOException("the stream is closed");
        }
        Block block = filled.remove();
        if (block.last) {
            // The thread has ended. Many inputs can stay open until the end of the command.
            free.clear();
        }
        current = block;
        next = 0;
        return block;
    }

    private void readAhead() {
        try {
            for (Block block; (block = takeFree()) != null; ) {
                fill(block);
                put(block);
                if (block.last) {
                    return;
                }
            }
        } catch (InterruptedIOException e) {
            // Nothing interrupts this thread but the end of the process.
            Thread.currentThread().interrupt();
        } finally {
            THREADS.release();
        }
    }

    private void fill(Block block) {
        block.length = 0;
        try {
            while (block.length < BLOCK_SIZE && !block.last) {
                int count = in.read(block.bytes, block.length, BLOCK_SIZE - block.length);
                if (count < 0) {
                    block.last = true;
                } else {
                    block.length += count;
                }
            }
        } catch (Throwable e) {
            block.last = true;
            block.failure = e;
        }
    }

    /** Waits for a block that the reader has consumed; returns null after {@link #close}. */
    private synchronized @Nullable Block takeFree() throws InterruptedIOException {
        Monitor.waitWhile(this, () -> free.isEmpty() && !closed);
        return closed ? null : free.remove();
    }

    private synchronized void put(Block block) {
        filled.add(block);
        notifyAll();
    }

    private static IOException rethrow(Throwable failure) throws IOException {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return (IOException) failure;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (thread != null) {
            awaitEnd(thread);
        }
        in.close();
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
