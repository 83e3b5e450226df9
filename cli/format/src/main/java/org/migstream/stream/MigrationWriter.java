// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.migstream.io.ByteSink;

/**
 * Writes the elements that {@link MigrationReader} reads. If every element is written with its body, the output has the
 * same bytes as the input of the reader. The writer ignores the offsets of elements and adds no elements. The caller
 * must keep footers, ids and lengths consistent.
 */
public final class MigrationWriter {
    private static final int BUFFER_SIZE = 1 << 16;

    private final ByteSink out;
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** @param out receives the bytes; the caller buffers, flushes and closes it */
    public MigrationWriter(OutputStream out) {
        this.out = new ByteSink(out);
    }

    /** Returns the number of bytes written. */
    public long position() {
        return out.position();
    }

    /**
     * Writes an element without a body.
     *
     * @throws IllegalArgumentException if the element has a body
     */
    public void write(Element element) throws IOException {
        write(element, InputStream.nullInputStream());
    }

    /**
     * Writes an element and its body.
     *
     * @param body exactly {@link Element#bodyLength()} bytes
     * @throws IllegalArgumentException if the body is shorter or longer
     */
    public void write(Element element, InputStream body) throws IOException {
        write(element, () -> {
            int count = body.read(buffer);
            return ByteBuffer.wrap(buffer, 0, Math.max(0, count));
        });
    }

    /** Supplies the body of an element in chunks. */
    @FunctionalInterface
    public interface BodyChunks {
        /** Returns the next chunk; an empty buffer after the last. */
        ByteBuffer nextChunk() throws IOException;
    }

    /**
     * Writes an element and its body, which is supplied in chunks.
     *
     * @throws IllegalArgumentException if the body is shorter or longer than {@link Element#bodyLength()}
     */
    public void write(Element element, BodyChunks body) throws IOException {
        element.writeHead(out);
        long bodyStart = out.position();
        for (ByteBuffer chunk = body.nextChunk(); chunk.hasRemaining(); chunk = body.nextChunk()) {
            out.writeBytes(chunk);
        }
        long copied = out.position() - bodyStart;
        if (copied != element.bodyLength()) {
            throw new IllegalArgumentException(
                    "the body has " + copied + " bytes, but the head of the element announces " + element.bodyLength());
        }
    }
}
