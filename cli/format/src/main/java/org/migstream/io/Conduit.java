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
public final class Conduit implements Closeable {
    private final byte[] ring = new byte[1 << 18];
    private int from;
    private int count;
    private boolean ended;
    private boolean abandoned;

    /** Creates an empty pipe. */
    public Conduit() {}

    /** What is written into it; closing it ends the bytes. */
    public OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int done = 0; done < length; ) {
                    done += put(bytes, offset + done, length - done);
                }
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    /** What is read out of it. */
    public InputStream source() {
        return new BlockStream() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return take(into, offset, length);
            }
        };
    }

    private synchronized int put(byte[] bytes, int offset, int length) throws IOException {
        while (count == ring.length && !abandoned) {
            await();
        }
        if (abandoned) {
            return length;
        }
        int at = (from + count) % ring.length;
        int put = Math.min(length, Math.min(ring.length - count, ring.length - at));
        System.arraycopy(bytes, offset, ring, at, put);
        count += put;
        notifyAll();
        return put;
    }

    private synchronized int take(byte[] into, int offset, int length) throws IOException {
        while (count == 0 && !ended && !abandoned) {
            await();
        }
        if (count == 0 || abandoned) {
            return -1;
        }
        int taken = Math.min(length, Math.min(count, ring.length - from));
        System.arraycopy(ring, from, into, offset, taken);
        from = (from + taken) % ring.length;
        count -= taken;
        notifyAll();
        return taken;
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Nobody reads any more. */
    @Override
    public synchronized void close() {
        abandoned = true;
        notifyAll();
    }
}
