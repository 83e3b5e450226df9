// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.InputFindingCodes.INPUT_FELL_BEHIND;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes from one thread to a slower one, in memory and, if more bytes are pending, through a temporary file
 * without a name. The writer never waits for the reader. If more bytes are pending than allowed, all later bytes are
 * dropped, and the reader gets an exception when it reaches that point.
 *
 * <pre>
 *            bytesRead    memoryEnd    bytesWritten       counts of bytes
 *   ------------|============|============|----------&gt;
 *               in memory      in the file
 * </pre>
 *
 * <p>While bytes are pending in the file, new ones follow them there. Memory and file are rings. The first byte after a
 * time without pending bytes in the file, {@code ringStart}, is at the offset 0 of the file: if the reader is fast enough,
 * only the first bytes of the file are used, and these rarely leave the page cache.
 */
public final class RingFile implements Closeable {
    /** The maximum number of pending bytes in memory. */
    private static final int MEMORY_SIZE = 1 << 22;

    private final long capacity;
    private final byte[] memory;
    private @Nullable FileChannel file;
    private long ringStart;
    private long bytesRead;
    private long memoryEnd;
    private long bytesWritten;
    private boolean finished;
    private @Nullable String lossReason;
    private boolean closed;
    /** The length of the file. */
    private long reserved;

    /**
     * Creates an empty ring.
     *
     * @param capacity the maximum number of pending bytes, at least 0
     */
    public RingFile(long capacity) {
        this.capacity = capacity;
        memory = new byte[(int) Math.min(capacity, MEMORY_SIZE)];
    }

    /**
     * Adds the remaining bytes of a buffer, unless bytes were dropped before or the ring is closed. Never fails. Only one
     * thread may call this method.
     */
    public void append(ByteBuffer from) {
        int count = from.remaining();
        boolean toMemory;
        synchronized (this) {
            if (lossReason != null || closed) {
                return;
            }
            if (bytesWritten + count - bytesRead > capacity) {
                markLost("the reader fell behind by more than the allowed " + capacity + " bytes");
                return;
            }
            if (bytesRead == bytesWritten) {
                memoryEnd = bytesWritten;
            }
            boolean isFileEmpty = memoryEnd == bytesWritten;
            toMemory = isFileEmpty && bytesWritten + count - bytesRead <= memory.length;
            if (isFileEmpty && !toMemory) {
                ringStart = bytesWritten;
            }
        }
        try {
            if (toMemory) {
                writeToMemory(from);
            } else {
                writeToFile(from);
            }
        } catch (IOException e) {
            markLost(IoErrorText.of(e));
            return;
        }
        synchronized (this) {
            bytesWritten += count;
            if (toMemory) {
                memoryEnd = bytesWritten;
            }
            notifyAll();
        }
    }

    private void writeToMemory(ByteBuffer from) {
        long next = bytesWritten;
        while (from.hasRemaining()) {
            int at = (int) (next % memory.length);
            int length = Math.min(from.remaining(), memory.length - at);
            from.get(memory, at, length);
            next += length;
        }
    }

    private void writeToFile(ByteBuffer from) throws IOException {
        FileChannel to = openFile();
        int limit = from.limit();
        long next = bytesWritten - ringStart;
        while (from.position() < limit) {
            long ringOffset = next % capacity;
            from.limit(from.position() + (int) Math.min(limit - from.position(), capacity - ringOffset));
            try {
                reserveTo(ringOffset + from.remaining());
                next += to.write(from, ringOffset);
            } catch (IOException e) {
                throw TemporaryFiles.error(e);
            }
            from.limit(limit);
        }
    }

    /** Reserves the bytes of the file up to an offset. */
    private synchronized void reserveTo(long end) throws IOException {
        if (end > reserved && !closed) {
            TemporaryFiles.reserve(end - reserved);
            reserved = end;
        }
    }

    private synchronized FileChannel openFile() throws IOException {
        if (closed) {
            throw new IOException("the ring file is closed");
        }
        if (file == null) {
            file = TemporaryFiles.create();
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
        long available;
        boolean inMemory;
        synchronized (this) {
            Monitor.waitWhile(this, () -> bytesRead == bytesWritten && !finished && lossReason == null && !closed);
            if (closed) {
                throw new IOException("the ring file is closed");
            }
            if (bytesRead == bytesWritten && lossReason != null) {
                throw new LimitExceededException(INPUT_FELL_BEHIND, bytesRead, lossReason);
            }
            if (bytesRead == bytesWritten) {
                return -1;
            }
            inMemory = bytesRead < memoryEnd;
            available = (inMemory ? memoryEnd : bytesWritten) - bytesRead;
        }
        int wanted = (int) Math.min(length, available);
        int count = inMemory ? readMemory(into, from, wanted) : readFile(into, from, wanted);
        synchronized (this) {
            bytesRead += count;
        }
        return count;
    }

    private int readMemory(byte[] into, int from, int wanted) {
        int at = (int) (bytesRead % memory.length);
        int count = Math.min(wanted, memory.length - at);
        System.arraycopy(memory, at, into, from, count);
        return count;
    }

    private int readFile(byte[] into, int from, int wanted) throws IOException {
        long ringOffset = (bytesRead - ringStart) % capacity;
        int count = (int) Math.min(wanted, capacity - ringOffset);
        return openFile().read(ByteBuffer.wrap(into, from, count), ringOffset);
    }

    /** Drops all pending and later bytes. A later read of the stream throws an exception. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        TemporaryFiles.release(reserved);
        reserved = 0;
        notifyAll();
        if (file != null) {
            file.close();
        }
    }
}
