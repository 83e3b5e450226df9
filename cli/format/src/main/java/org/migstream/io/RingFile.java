// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes on their way from one thread to a slower one, in a temporary file without a name. Whoever adds never waits for
 * the reader: when more than a bound is waiting, what follows is lost, and the reader is told when it gets there.
 *
 * <pre>
 *            origin        read         written         bytes since the beginning
 *   ---------|-------------|============|---------->
 *            0 in the file, from where the file is a ring of {@code bound} bytes
 * </pre>
 *
 * <p>A reader that keeps up finds its bytes at the front of the file, again and again, so that they hardly ever leave
 * memory: {@code origin} moves up whenever nothing is waiting.
 */
public final class RingFile implements Closeable {
    /** The code of the {@link LimitExceededException} that a reader meets where bytes were lost. */
    public static final String READER_TOO_SLOW = "input.fell-behind";

    private final long capacity;
    private FileChannel file;
    private long ringStart;
    private long bytesRead;
    private long bytesWritten;
    private boolean finished;
    private String lossReason;
    private boolean closed;

    /** @param bound how many bytes may wait, at least 0 */
    public RingFile(long bound) {
        this.capacity = bound;
    }

    /** Adds bytes, unless some were lost before or nobody reads any more. Never fails. Only one thread may add. */
    public void append(byte[] from, int count) {
        long start;
        synchronized (this) {
            if (lossReason != null || closed) {
                return;
            }
            if (bytesWritten + count - bytesRead > capacity) {
                markLost("reading fell behind by more than the " + capacity + " bytes that may be kept");
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
            markLost("no temporary file in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage());
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
            long place = (start + done) % capacity;
            int length = (int) Math.min(count - done, capacity - place);
            done += to.write(ByteBuffer.wrap(from, done, length), place);
        }
    }

    private synchronized FileChannel openFile() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (file == null) {
            file = SpillBuffer.createUnlinkedFile();
        }
        return file;
    }

    /** Nothing will be added any more. */
    public synchronized void finish() {
        finished = true;
        notifyAll();
    }

    private synchronized void markLost(String reason) {
        lossReason = reason;
        notifyAll();
    }

    /** What is added, until the end; waits for it. Only one thread may read. */
    public InputStream inputStream() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return readAvailable(into, from, length);
            }
        };
    }

    private int readAvailable(byte[] into, int from, int length) throws IOException {
        long place;
        int most;
        synchronized (this) {
            while (bytesRead == bytesWritten && !finished && lossReason == null && !closed) {
                waitForChange();
            }
            if (closed) {
                throw new IOException("closed");
            }
            if (bytesRead == bytesWritten && lossReason != null) {
                throw new LimitExceededException(READER_TOO_SLOW, bytesRead, lossReason);
            }
            if (bytesRead == bytesWritten) {
                return -1;
            }
            place = (bytesRead - ringStart) % capacity;
            most = (int) Math.min(length, Math.min(bytesWritten - bytesRead, capacity - place));
        }
        int count = openFile().read(ByteBuffer.wrap(into, from, most), place);
        synchronized (this) {
            bytesRead += count;
        }
        return count;
    }

    private void waitForChange() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What is waiting is not wanted any more, nor what is still added; who reads fails. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        if (file != null) {
            file.close();
        }
    }
}
