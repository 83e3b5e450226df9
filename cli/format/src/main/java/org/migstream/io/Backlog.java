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
public final class Backlog implements Closeable {
    /** The code of the {@link LimitExceededException} that a reader meets where bytes were lost. */
    public static final String FELL_BEHIND = "input.fell-behind";

    private final long bound;
    private FileChannel file;
    private long origin;
    private long read;
    private long written;
    private boolean ended;
    private String lost;
    private boolean closed;

    /** @param bound how many bytes may wait, at least 0 */
    public Backlog(long bound) {
        this.bound = bound;
    }

    /** Adds bytes, unless some were lost before or nobody reads any more. Never fails. Only one thread may add. */
    public void add(byte[] from, int count) {
        long start;
        synchronized (this) {
            if (lost != null || closed) {
                return;
            }
            if (written + count - read > bound) {
                lose("reading fell behind by more than the " + bound + " bytes that may be kept");
                return;
            }
            if (read == written) {
                origin = written;
            }
            start = written - origin;
        }
        try {
            store(from, count, start);
        } catch (IOException e) {
            lose("no temporary file in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage());
            return;
        }
        synchronized (this) {
            written += count;
            notifyAll();
        }
    }

    private void store(byte[] from, int count, long start) throws IOException {
        FileChannel to = file();
        for (int done = 0; done < count; ) {
            long place = (start + done) % bound;
            int length = (int) Math.min(count - done, bound - place);
            done += to.write(ByteBuffer.wrap(from, done, length), place);
        }
    }

    private synchronized FileChannel file() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (file == null) {
            file = Scratch.temporaryFile();
        }
        return file;
    }

    /** Nothing will be added any more. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void lose(String reason) {
        lost = reason;
        notifyAll();
    }

    /** What is added, until the end; waits for it. Only one thread may read. */
    public InputStream reader() {
        return new BlockStream() {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return take(into, from, length);
            }
        };
    }

    private int take(byte[] into, int from, int length) throws IOException {
        long place;
        int most;
        synchronized (this) {
            while (read == written && !ended && lost == null && !closed) {
                await();
            }
            if (closed) {
                throw new IOException("closed");
            }
            if (read == written && lost != null) {
                throw new LimitExceededException(FELL_BEHIND, read, lost);
            }
            if (read == written) {
                return -1;
            }
            place = (read - origin) % bound;
            most = (int) Math.min(length, Math.min(written - read, bound - place));
        }
        int count = file().read(ByteBuffer.wrap(into, from, most), place);
        synchronized (this) {
            read += count;
        }
        return count;
    }

    private void await() throws IOException {
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
