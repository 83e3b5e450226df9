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
final class InspectingTee implements Closeable {
    private final BoundedPipe conduit = new BoundedPipe();
    private final OutputStream stream = new BufferedOutputStream(conduit.outputStream(), 1 << 16);
    private final Thread thread = new Thread(this::run, "inspection");
    private FindingBaseline baseline;
    private Throwable failure;

    InspectingTee() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes the bytes. */
    OutputStream outputStream() {
        return stream;
    }

    /** Takes the elements that pass: written again, they are the bytes that were read. */
    Transform teeTransform() {
        ByteSink heads = new ByteSink(stream);
        return out -> new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                element.writeHead(heads);
                TeeBody seen = new TeeBody(body);
                out().accept(element, seen);
                seen.transferTo(OutputStream.nullOutputStream());
            }
        };
    }

    /** A body, and what others read of it. */
    private final class TeeBody extends BlockInputStream {
        private final InputStream body;

        TeeBody(InputStream body) {
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
    FindingBaseline awaitBaseline() throws IOException {
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
        return baseline;
    }

    private void run() {
        try (Input input = Input.ofPipe("-", conduit.inputStream(), Long.MAX_VALUE)) {
            baseline = FindingBaseline.inspect(input, List.of());
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
