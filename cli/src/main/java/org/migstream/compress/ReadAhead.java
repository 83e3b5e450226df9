// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.io.BlockStream;
import org.migstream.io.Conduit;

/**
 * Unpacks in a thread of its own, while what came out before is read: no more than a conduit holds is ahead. What ends the
 * bytes, damage or a limit, is met by the reader behind the last of them, as it would be without.
 */
final class ReadAhead extends BlockStream {
    private static final int BUFFER = 1 << 16;

    private final InputStream unpacked;
    private Thread thread;
    private Conduit conduit;
    private boolean ended;
    private Throwable failure;

    /** @param unpacked is read ahead from the first read on; must not wait for anybody who writes it */
    ReadAhead(InputStream unpacked) {
        this.unpacked = unpacked;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (thread == null) {
            begin();
        }
        int count = ended ? -1 : conduit.source().read(into, from, length);
        if (count < 0) {
            // Many channels are open at once: one that has been read to its end takes no memory.
            conduit = null;
            ended = true;
            rethrow();
        }
        return count;
    }

    private void begin() {
        Conduit begun = new Conduit();
        conduit = begun;
        thread = new Thread(() -> run(begun), "unpacking");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whoever has seen the end of the bytes sees what was written before it. */
    private void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    private void run(Conduit into) {
        try (OutputStream sink = into.sink()) {
            unpack(into, sink);
        } catch (IOException e) {
            throw new IllegalStateException("closing a conduit does not fail", e);
        }
    }

    private void unpack(Conduit into, OutputStream sink) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count; !into.closed() && (count = unpacked.read(buffer)) >= 0; ) {
                sink.write(buffer, 0, count);
            }
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failure = e;
        }
    }

    /** Not before the thread has ended: what is unpacked in another language must not vanish under its hands. */
    @Override
    public void close() throws IOException {
        try (unpacked) {
            if (conduit != null) {
                conduit.close();
            }
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
