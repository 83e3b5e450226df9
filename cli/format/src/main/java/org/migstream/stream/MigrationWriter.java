// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.migstream.io.ByteSink;

/**
 * Writes what {@link MigrationReader} reads. Handing over every element with its body gives the same bytes again;
 * whatever a caller changes on the way is the only difference. Nothing is written that was not handed over: offsets are
 * not looked at, and keeping footers, ids and lengths consistent is the caller's part.
 */
public final class MigrationWriter {
    private static final int BUFFER_SIZE = 1 << 16;

    private final ByteSink out;
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** Writes to {@code out}, which the caller buffers, flushes and closes. */
    public MigrationWriter(OutputStream out) {
        this.out = new ByteSink(out);
    }

    /** How many bytes have been written. */
    public long position() {
        return out.position();
    }

    /**
     * Writes an element without a body.
     *
     * @throws IllegalArgumentException if the element has one
     */
    public void write(Element element) throws IOException {
        write(element, InputStream.nullInputStream());
    }

    /**
     * Writes an element.
     *
     * @param body exactly {@link Element#bodyLength()} bytes
     * @throws IllegalArgumentException if there are fewer or more
     */
    public void write(Element element, InputStream body) throws IOException {
        write(element, () -> {
            int count = body.read(buffer);
            return ByteBuffer.wrap(buffer, 0, Math.max(0, count));
        });
    }

    /** The body of an element, piece by piece. */
    @FunctionalInterface
    public interface BodyChunks {
        /** The next of its bytes; an empty buffer behind the last. */
        ByteBuffer nextChunk() throws IOException;
    }

    /** Writes an element whose body comes in pieces, likewise. */
    public void write(Element element, BodyChunks body) throws IOException {
        element.writeHead(out);
        long begin = out.position();
        for (ByteBuffer piece; (piece = body.nextChunk()).hasRemaining(); ) {
            out.writeBytes(piece);
        }
        long copied = out.position() - begin;
        if (copied != element.bodyLength()) {
            throw new IllegalArgumentException(
                    "a body of " + copied + " bytes where " + element.bodyLength() + " are announced");
        }
    }
}
