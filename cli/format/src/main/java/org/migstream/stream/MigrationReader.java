// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * Pulls the elements of a stream, one after the other, whatever the stream is (see {@link StreamKind}).
 *
 * <pre>{@code
 * MigrationReader reader = MigrationReader.of(source, Foreknowledge.NONE);
 * for (Element element; (element = reader.next()) != null; ) {
 *     ... reader.body() ...
 * }
 * }</pre>
 *
 * <p>A body that is not read is skipped. Memory does not grow with the stream. When a {@link
 * org.migstream.io.StreamException} is thrown, all elements that came before stay valid, and there is no going on.
 */
public final class MigrationReader {
    /** The code of the damage when the source holds no migration stream at all. */
    public static final String UNKNOWN_FORMAT = "UNKNOWN_FORMAT";

    /** Bytes without which no kind of stream can be told from another. */
    private static final int MAGIC_LENGTH = 4;

    private static final int SHOWN_BYTES = 8;

    private final ByteSource in;
    private final StreamKind kind;
    private final ElementParser parser;
    private Element current;

    private MigrationReader(ByteSource in, StreamKind kind, SectionSizes known) {
        this.in = in;
        this.kind = kind;
        this.parser = kind.newParser(known);
    }

    /**
     * Recognises what the source holds; nothing is consumed yet.
     *
     * @throws MalformedStreamException with the code {@link #UNKNOWN_FORMAT} if it is no migration stream
     * @throws org.migstream.io.TruncatedStreamException if there is too little to tell
     */
    public static MigrationReader of(ByteSource in, SectionSizes known) throws IOException {
        if (in.available(MAGIC_LENGTH) < MAGIC_LENGTH) {
            throw in.endOfInputException();
        }
        Optional<StreamKind> kind = StreamKind.detect(in);
        if (kind.isEmpty()) {
            throw unknownFormat(in);
        }
        return new MigrationReader(in, kind.get(), known);
    }

    private static MalformedStreamException unknownFormat(ByteSource in) throws IOException {
        StringBuilder front = new StringBuilder();
        for (int i = 0, there = in.available(SHOWN_BYTES); i < there; i++) {
            front.append(" %02x".formatted(in.peek8(i)));
        }
        return new MalformedStreamException(
                UNKNOWN_FORMAT,
                in.position(),
                "not a migration stream: it begins with" + front + ", not with \"QEVM\" and a version");
    }

    /** What the source holds. */
    public StreamKind kind() {
        return kind;
    }

    /** The next element, or null behind the last. */
    public Element next() throws IOException {
        if (current != null) {
            skipBody();
        }
        current = parser.next(in);
        if (current == null) {
            in.requireUndamagedEnd();
        }
        return current;
    }

    /** What it reads from. */
    public ByteSource source() {
        return in;
    }

    /** How far the stream has been read. */
    public long position() {
        return in.position();
    }

    /**
     * The body of the element that {@link #next()} gave last; to be read before the next call. Its {@code read} throws
     * {@link org.migstream.io.TruncatedStreamException} where the input ends too early.
     */
    public InputStream body() {
        return new BodyInputStream(current.end());
    }

    /** Passes over the rest of the body; what {@link #next()} does too, but told apart from the next element's faults. */
    public void skipBody() throws IOException {
        in.skip(current.end() - in.position());
    }

    private final class BodyInputStream extends InputStream {
        private final long end;

        BodyInputStream(long end) {
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            return in.position() < end ? in.readU8() : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            long left = end - in.position();
            if (left <= 0) {
                return -1;
            }
            int count = in.read(into, from, (int) Math.min(length, left));
            if (count < 0) {
                throw in.endOfInputException();
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = Math.max(0, Math.min(count, end - in.position()));
            in.skip(skipped);
            return skipped;
        }
    }
}
