// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Bytes from one thread to another, of which a bounded number is on the way: the faster one waits for the other. What
 * comes when nobody reads any more is lost, and nobody waits.
 */
public final class BoundedPipe implements Closeable {
    private final byte[] ring = new byte[1 << 18];
    private int readIndex;
    private int count;
    private boolean writerClosed;
    private boolean readerClosed;

    /** Creates an empty pipe. */
    public BoundedPipe() {}

    /** What is written into it; closing it ends the bytes. */
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

    /** What is read out of it. */
    public InputStream inputStream() {
        return new BlockInputStream() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return readSome(into, offset, length);
            }
        };
    }

    private synchronized int writeSome(byte[] bytes, int offset, int length) throws IOException {
        while (count == ring.length && !readerClosed) {
            waitForChange();
        }
        if (readerClosed) {
            return length;
        }
        int at = (readIndex + count) % ring.length;
        int put = Math.min(length, Math.min(ring.length - count, ring.length - at));
        System.arraycopy(bytes, offset, ring, at, put);
        count += put;
        notifyAll();
        return put;
    }

    private synchronized int readSome(byte[] into, int offset, int length) throws IOException {
        while (count == 0 && !writerClosed && !readerClosed) {
            waitForChange();
        }
        if (count == 0 || readerClosed) {
            return -1;
        }
        int taken = Math.min(length, Math.min(count, ring.length - readIndex));
        System.arraycopy(ring, readIndex, into, offset, taken);
        readIndex = (readIndex + taken) % ring.length;
        count -= taken;
        notifyAll();
        return taken;
    }

    private void waitForChange() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private synchronized void closeWriter() {
        writerClosed = true;
        notifyAll();
    }

    /** Nobody reads any more. */
    @Override
    public synchronized void close() {
        readerClosed = true;
        notifyAll();
    }
}
