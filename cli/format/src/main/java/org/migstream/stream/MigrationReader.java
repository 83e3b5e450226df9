// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.ForeignFormat;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * Reads the elements of a stream of any {@link StreamKind}, one after the other.
 *
 * <pre>{@code
 * MigrationReader reader = MigrationReader.of(source, SectionSizes.NONE);
 * for (Element element; (element = reader.next()) != null; ) {
 *     ... reader.body() ...
 * }
 * }</pre>
 *
 * <p>A body that is not read is skipped. Memory use does not grow with the stream. After a {@link
 * org.migstream.io.StreamException} the elements that were read before it stay valid, but the reader cannot continue.
 */
public final class MigrationReader {
    /** Number of bytes that are needed to detect the kind of a stream. */
    private static final int MAGIC_LENGTH = 4;

    /** Maximum number of bytes that the message about an unknown format shows. */
    private static final int SHOWN_BYTES = 8;

    private final ByteSource in;
    private final StreamKind kind;
    private final ElementParser parser;
    private @Nullable Element current;

    private MigrationReader(ByteSource in, StreamKind kind, SectionSizes sectionSizes) {
        this.in = in;
        this.kind = kind;
        this.parser = kind.newParser(sectionSizes);
    }

    /**
     * Creates a reader and detects the kind of the stream, without consuming bytes.
     *
     * @param sectionSizes lengths from the vmdescription; {@link SectionSizes#NONE} if they are unknown
     * @throws MalformedStreamException with the code {@link StreamFindingCodes#UNKNOWN_FORMAT} if the source is not a
     *     migration stream, or {@code input.foreign-format} if it is a file of another known format
     * @throws org.migstream.io.TruncatedStreamException if the source has fewer than four bytes
     */
    public static MigrationReader of(ByteSource in, SectionSizes sectionSizes) throws IOException {
        if (in.available(MAGIC_LENGTH) < MAGIC_LENGTH) {
            throw in.endOfInputException();
        }
        Optional<StreamKind> kind = StreamKind.detect(in);
        if (kind.isEmpty()) {
            Optional<ForeignFormat> foreign = ForeignFormat.detect(in);
            throw foreign.isPresent() ? foreign.get().toException() : unknownFormat(in);
        }
        MappedRamExtent.extend(in);
        return new MigrationReader(in, kind.get(), sectionSizes);
    }

    private static MalformedStreamException unknownFormat(ByteSource in) throws IOException {
        StringBuilder firstBytes = new StringBuilder();
        for (int i = 0, count = in.available(SHOWN_BYTES); i < count; i++) {
            firstBytes.append(" %02x".formatted(in.peek8(i)));
        }
        return new MalformedStreamException(
                StreamFindingCodes.UNKNOWN_FORMAT,
                in.position(),
                "not a migration stream: it starts with" + firstBytes + ", not with \"QEVM\" and a version");
    }

    /** Returns the kind of the stream. */
    public StreamKind kind() {
        return kind;
    }

    /** Reads the head of the next element; returns null after the last. */
    public @Nullable Element next() throws IOException {
        if (current != null) {
            skipBody();
        }
        current = parser.next(in);
        if (current == null) {
            in.requireUndamagedEnd();
        }
        return current;
    }

    /**
     * Skips the rest of the current page, and the pages after it that only continue it: complete records with the flag
     * CONTINUE, of normal pages or of zero pages whose fill byte is 0. {@link #next()} returns the first other record. So a
     * caller that needs only the addresses of pages needs no element, and no body, of most pages. The faults that {@link
     * #next()} finds, and their offsets, are the same with and without this method.
     *
     * <p>Afterwards no element is current.
     *
     * @param visitor receives each page after the current one
     * @throws IllegalStateException if the current element is not a page
     */
    public void skipPages(PageVisitor visitor) throws IOException {
        if (!(current instanceof RamRecord.RamPage)) {
            throw new IllegalStateException("the current element is not a page");
        }
        skipBody();
        current = null;
        parser.skipPages(in, visitor);
    }

    /** Returns the source of the stream. */
    public ByteSource source() {
        return in;
    }

    /** Returns the offset of the next byte to read, in bytes from the start of the stream. */
    public long position() {
        return in.position();
    }

    /**
     * Returns the body of the current element, to be read before the next call of {@link #next()}. The methods of the
     * returned stream throw {@link org.migstream.io.TruncatedStreamException} if the input is truncated.
     *
     * @throws IllegalStateException before the first element and after the last
     */
    public InputStream body() {
        return new BodyInputStream(currentElement().end());
    }

    /**
     * Skips the rest of the current element's body. A {@code StreamException} here reports a fault of the current
     * element, not of the next one.
     */
    public void skipBody() throws IOException {
        in.skip(currentElement().end() - in.position());
    }

    private Element currentElement() {
        if (current == null) {
            throw new IllegalStateException("no current element");
        }
        return current;
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
            long remaining = end - in.position();
            if (remaining <= 0) {
                return -1;
            }
            int count = in.read(into, from, (int) Math.min(length, remaining));
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
