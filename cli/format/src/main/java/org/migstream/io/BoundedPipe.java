// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries bytes from one thread to another through a buffer of fixed size. The faster thread waits for the slower one.
 * Bytes written after the reader has closed the pipe are dropped, and the writer does not wait.
 *
 * <p>{@link java.io.PipedOutputStream} is not suitable, because it fails when the reader is closed or the reader's
 * thread has ended.
 */
public final class BoundedPipe implements Closeable {
    private final byte[] ring = new byte[1 << 18];
    private int readIndex;
    private int count;
    private boolean writerClosed;
    private boolean readerClosed;

    /** Creates an empty pipe. */
    public BoundedPipe() {}

    /** Returns the stream for the writer. Closing it marks the end of the bytes. */
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int done = 0; done < length; ) {
                    done += writeSome(bytes, offset + done, length - done);
                }
            }

            @Override
            public void close() {
                closeWriter();
            }
        };
    }

    /** Returns the stream for the reader. */
    public InputStream inputStream() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return readSome(into, offset, length);
            }
        };
    }

    private synchronized int writeSome(byte[] bytes, int offset, int length) throws IOException {
        Monitor.waitWhile(this, () -> count == ring.length && !readerClosed);
        if (readerClosed) {
            return length;
        }
        int writeIndex = (readIndex + count) % ring.length;
        int written = Math.min(length, Math.min(ring.length - count, ring.length - writeIndex));
        System.arraycopy(bytes, offset, ring, writeIndex, written);
        count += written;
        notifyAll();
        return written;
    }

    private synchronized int readSome(byte[] into, int offset, int length) throws IOException {
        Monitor.waitWhile(this, () -> count == 0 && !writerClosed && !readerClosed);
        if (count == 0 || readerClosed) {
            return -1;
        }
        int removed = Math.min(length, Math.min(count, ring.length - readIndex));
        System.arraycopy(ring, readIndex, into, offset, removed);
        readIndex = (readIndex + removed) % ring.length;
        count -= removed;
        notifyAll();
        return removed;
    }

    private synchronized void closeWriter() {
        writerClosed = true;
        notifyAll();
    }

    /** Closes the reading end. Bytes that are written later are dropped, and a read returns the end of the stream. */
    @Override
    public synchronized void close() {
        readerClosed = true;
        notifyAll();
    }
}
