// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.io.BlockInputStream;
import org.migstream.io.BoundedPipe;
import org.migstream.io.ByteSink;
import org.migstream.io.TemporaryFiles;
import org.migstream.stream.Element;

/** Inspects a stream in a separate thread while the stream is converted or written. */
final class InspectingTee implements Closeable {
    private final BoundedPipe pipe = new BoundedPipe();
    private final OutputStream stream = new BufferedOutputStream(pipe.outputStream(), 1 << 16);
    private final Thread thread = new Thread(this::run, "inspection");
    private @Nullable FindingBaseline baseline;
    private @Nullable Throwable failure;

    InspectingTee() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the output for the bytes to inspect. */
    OutputStream outputStream() {
        return stream;
    }

    /**
     * Returns a transform that passes all elements on and also writes them to the inspection. The written bytes equal
     * the input.
     */
    Transform teeTransform() {
        ByteSink heads = new ByteSink(stream);
        return out -> new TransformingSink(out) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                element.writeHead(heads);
                TeeBody copied = new TeeBody(body);
                out().accept(element, copied);
                copied.transferTo(OutputStream.nullOutputStream());
            }
        };
    }

    /**
     * Copies the bytes that the next sink reads. commons-io's TeeInputStream does not fit: it does not copy skipped
     * bytes.
     */
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

    /** Waits for the end of the inspection and returns its result. */
    FindingBaseline awaitBaseline() throws IOException {
        stream.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure instanceof TemporaryFiles.LimitException limit) {
            // It has another exit status than an I/O error.
            throw limit;
        }
        if (failure instanceof IOException ioError) {
            throw new IOException("the inspection failed: " + ioError.getMessage(), ioError);
        }
        if (failure instanceof RuntimeException defect) {
            throw defect;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return Objects.requireNonNull(baseline);
    }

    private void run() {
        try (Input input = Input.ofPipe("-", pipe.inputStream(), OutputLimit.NONE)) {
            baseline = FindingBaseline.inspect(input, List.of());
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } finally {
            pipe.close();
        }
    }

    @Override
    public void close() {
        pipe.close();
    }
}
