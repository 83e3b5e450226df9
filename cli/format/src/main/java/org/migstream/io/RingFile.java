// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.InputFindingCodes.INPUT_FELL_BEHIND;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes from one thread to a slower one through a temporary file without a name. The writer never waits for the
 * reader. If more bytes are pending than the ring can hold, all later bytes are dropped, and the reader gets an
 * exception when it reaches that point.
 *
 * <pre>
 *           ringStart   bytesRead   bytesWritten       counts of bytes
 *   ---------|-------------|============|---------->
 *            offset 0 of the file, which is a ring of {@code capacity} bytes
 * </pre>
 *
 * <p>{@code ringStart} becomes {@code bytesWritten} when bytes are added while none are pending. If the reader is fast
 * enough, only the first bytes of the file are used, and these rarely leave the page cache.
 */
public final class RingFile implements Closeable {
    private final long capacity;
    private @Nullable FileChannel file;
    private long ringStart;
    private long bytesRead;
    private long bytesWritten;
    private boolean finished;
    private @Nullable String lossReason;
    private boolean closed;

    /**
     * Creates an empty ring.
     *
     * @param capacity the maximum number of pending bytes, at least 0
     */
    public RingFile(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds bytes, unless bytes were dropped before or the ring is closed. Never fails. Only one thread may call this
     * method.
     */
    public void append(byte[] from, int count) {
        long start;
        synchronized (this) {
            if (lossReason != null || closed) {
                return;
            }
            if (bytesWritten + count - bytesRead > capacity) {
                markLost("the reader fell behind by more than the allowed " + capacity + " bytes");
                return;
            }
            if (bytesRead == bytesWritten) {
                ringStart = bytesWritten;
            }
            start = bytesWritten - ringStart;
        }
        try {
            writeToRing(from, count, start);
        } catch (IOException e) {
            markLost(IoErrorText.of(e));
            return;
        }
        synchronized (this) {
            bytesWritten += count;
            notifyAll();
        }
    }

    private void writeToRing(byte[] from, int count, long start) throws IOException {
        FileChannel to = openFile();
        for (int done = 0; done < count; ) {
            long ringOffset = (start + done) % capacity;
            int length = (int) Math.min(count - done, capacity - ringOffset);
            try {
                done += to.write(ByteBuffer.wrap(from, done, length), ringOffset);
            } catch (IOException e) {
                throw SpillBuffer.temporaryFileError(e);
            }
        }
    }

    private synchronized FileChannel openFile() throws IOException {
        if (closed) {
            throw new IOException("the ring file is closed");
        }
        if (file == null) {
            file = SpillBuffer.createUnlinkedFile();
        }
        return file;
    }

    /** Marks the end of the bytes. */
    public synchronized void finish() {
        finished = true;
        notifyAll();
    }

    private synchronized void markLost(String reason) {
        lossReason = reason;
        notifyAll();
    }

    /** Returns a stream of the added bytes. A read waits for more bytes until {@link #finish}. Only one thread may read. */
    public InputStream inputStream() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return readAvailable(into, from, length);
            }
        };
    }

    private int readAvailable(byte[] into, int from, int length) throws IOException {
        long ringOffset;
        int maxCount;
        synchronized (this) {
            waitForBytes();
            if (closed) {
                throw new IOException("the ring file is closed");
            }
            if (bytesRead == bytesWritten && lossReason != null) {
                throw new LimitExceededException(INPUT_FELL_BEHIND, bytesRead, lossReason);
            }
            if (bytesRead == bytesWritten) {
                return -1;
            }
            ringOffset = (bytesRead - ringStart) % capacity;
            maxCount = (int) Math.min(length, Math.min(bytesWritten - bytesRead, capacity - ringOffset));
        }
        int count = openFile().read(ByteBuffer.wrap(into, from, maxCount), ringOffset);
        synchronized (this) {
            bytesRead += count;
        }
        return count;
    }

    private synchronized void waitForBytes() throws InterruptedIOException {
        try {
            while (bytesRead == bytesWritten && !finished && lossReason == null && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Drops all pending and later bytes. A later read of the stream throws an exception. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        if (file != null) {
            file.close();
        }
    }
}
