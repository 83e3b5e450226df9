// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.io.BlockInputStream;
import org.migstream.io.BoundedPipe;
import org.migstream.io.ByteSink;
import org.migstream.stream.Element;

/** Inspects a stream that passes by, in a thread of its own. */
final class PassingInspection implements Closeable {
    private final BoundedPipe conduit = new BoundedPipe();
    private final OutputStream stream = new BufferedOutputStream(conduit.outputStream(), 1 << 16);
    private final Thread thread = new Thread(this::run, "inspection");
    private Faults faults;
    private Throwable failure;

    PassingInspection() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes the bytes. */
    OutputStream stream() {
        return stream;
    }

    /** Takes the elements that pass: written again, they are the bytes that were read. */
    Transform watching() {
        ByteSink heads = new ByteSink(stream);
        return out -> new Step(out) {
            @Override
            void change(Element element, InputStream body) throws IOException {
                element.writeHead(heads);
                Seen seen = new Seen(body);
                out().element(element, seen);
                seen.transferTo(OutputStream.nullOutputStream());
            }
        };
    }

    /** A body, and what others read of it. */
    private final class Seen extends BlockInputStream {
        private final InputStream body;

        Seen(InputStream body) {
            this.body = body;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = body.read(into, from, length);
            stream.write(into, from, Math.max(0, count));
            return count;
        }
    }

    /** What was found, when all has passed. */
    Faults faults() throws IOException {
        stream.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) {
            throw new IOException("the inspection failed: " + failure, failure);
        }
        return faults;
    }

    private void run() {
        try (Input input = Input.ofPipe("-", conduit.inputStream(), Long.MAX_VALUE)) {
            faults = Faults.of(input, List.of());
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failure = e;
        } finally {
            conduit.close();
        }
    }

    @Override
    public void close() {
        conduit.close();
    }
}
