// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes once and in order, with a position, bounded look-ahead and exact skips. All integers are big-endian and
 * unsigned, as QEMU's {@code qemu_get_be16/32/64} (migration/qemu-file.c) read them; a be64 is returned in a signed {@code
 * long}.
 *
 * <p>Every method that needs more bytes than the input has throws a {@link TruncatedStreamException}.
 */
public final class ByteSource implements Closeable {
    /**
     * The maximum look-ahead in bytes. It is enough for the largest VFIO configuration (2048 MSI-X vectors) and a
     * footer.
     */
    public static final int MAX_LOOKAHEAD = 1 << 17;

    private static final int WINDOW_SIZE = 2 * MAX_LOOKAHEAD;

    /** The maximum size in bytes of a read. A larger buffer does not stay in the processor's cache. */
    private static final int MAX_READ = MAX_LOOKAHEAD;

    /** The maximum number of unread bytes that are moved to the start of the window, so that it stays in the cache. */
    private static final int MAX_MOVED = 1 << 13;

    /** The minimum length in bytes of a skip for which a seek is faster than a read. */
    private static final int MIN_SEEK_DISTANCE = WINDOW_SIZE;

    /**
     * The size in bytes of the first read after a seek. It is small, because often only the head of the next long body
     * is needed, and less than a page, so that it rarely needs two pages of the file.
     */
    private static final int FIRST_READ_AFTER_SEEK = 1 << 8;

    private static final ByteBuffer EMPTY_WINDOW = ByteBuffer.allocate(0);

    private final InputBackend backend;
    private ByteBuffer window = EMPTY_WINDOW;
    private int readSize = MAX_READ;
    private long windowOffset;
    private int next;
    private int limit;
    private @Nullable StreamException containerError;
    private boolean openEnded;
    private boolean endReached;

    private ByteSource(InputBackend backend) {
        this.backend = backend;
    }

    /** Returns a source that reads a pipe or another stream. Closing the source closes the stream. */
    public static ByteSource of(InputStream in) {
        return of(in, new byte[0]);
    }

    /**
     * Returns a source that reads a pipe or another stream, of which the first bytes were read already. Closing the source
     * closes the stream.
     *
     * @param firstBytes the bytes before the position of the stream
     */
    public static ByteSource of(InputStream in, byte[] firstBytes) {
        ByteSource source = new ByteSource(new InputBackend.StreamBackend(ByteBufferInput.of(in)));
        if (firstBytes.length > 0) {
            source.moveWindow();
            source.window.put(firstBytes);
            source.limit = firstBytes.length;
        }
        return source;
    }

    /** Returns a source that reads a regular file from the channel's position on. Closing the source closes the channel. */
    public static ByteSource of(FileChannel file) throws IOException {
        return of(RandomAccessInput.of(file, file.position()));
    }

    /** Returns a source that reads a random access input from its start. Closing the source closes the input. */
    public static ByteSource of(RandomAccessInput input) {
        return new ByteSource(new InputBackend.RandomAccessBackend(input));
    }

    /** Returns the number of consumed bytes. */
    public long position() {
        return windowOffset + next;
    }

    /**
     * Looks ahead for up to {@code wanted} bytes, at most {@link #MAX_LOOKAHEAD}. Returns the number of bytes ahead,
     * which is smaller than {@code wanted} only at the end of the input.
     */
    public int available(int wanted) throws IOException {
        if (limit - next < wanted) {
            fillWindow(wanted);
        }
        return Math.min(limit - next, wanted);
    }

    /**
     * Returns the byte that is {@code ahead} bytes after the position. An earlier call of {@link #available} must cover
     * it.
     */
    public int peek8(int ahead) {
        return Byte.toUnsignedInt(window.get(checkedIndex(ahead, 1)));
    }

    /**
     * Returns the be16 that is {@code ahead} bytes after the position. An earlier call of {@link #available} must cover
     * it.
     */
    public int peek16(int ahead) {
        return Short.toUnsignedInt(window.getShort(checkedIndex(ahead, Short.BYTES)));
    }

    /**
     * Returns the be32 that is {@code ahead} bytes after the position. An earlier call of {@link #available} must cover
     * it.
     */
    public long peek32(int ahead) {
        return Integer.toUnsignedLong(window.getInt(checkedIndex(ahead, Integer.BYTES)));
    }

    /**
     * Returns the be64 that is {@code ahead} bytes after the position. An earlier call of {@link #available} must cover
     * it.
     */
    public long peek64(int ahead) {
        return window.getLong(checkedIndex(ahead, Long.BYTES));
    }

    /**
     * Returns the index in the window of the byte that is {@code ahead} bytes after the position. Throws if {@link
     * #available} has not covered the bytes.
     */
    private int checkedIndex(int ahead, int count) {
        if (ahead + count > limit - next) {
            throw new IllegalStateException("peek at " + ahead + " of " + (limit - next) + " available bytes");
        }
        return next + ahead;
    }

    /** Consumes a byte. */
    public int readU8() throws IOException {
        requireAvailable(1);
        int value = peek8(0);
        next++;
        return value;
    }

    /** Consumes a be16. */
    public int readBe16() throws IOException {
        requireAvailable(2);
        int value = peek16(0);
        next += 2;
        return value;
    }

    /** Consumes a be32. */
    public long readBe32() throws IOException {
        requireAvailable(4);
        long value = peek32(0);
        next += 4;
        return value;
    }

    /** Consumes a be64. */
    public long readBe64() throws IOException {
        requireAvailable(8);
        long value = peek64(0);
        next += 8;
        return value;
    }

    /**
     * Consumes a length byte and then that number of bytes. Each byte becomes one character (ISO 8859-1), so that no
     * value is lost.
     */
    public String readCountedString() throws IOException {
        return readString(readU8());
    }

    /** Consumes {@code length} bytes, at most {@link #MAX_LOOKAHEAD}. Each byte becomes one character (ISO 8859-1). */
    public String readString(int length) throws IOException {
        requireAvailable(length);
        byte[] text = new byte[length];
        window.get(next, text);
        next += length;
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Consumes up to {@code length} bytes. Returns their number; -1 at the end of the input. */
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = available(1) == 0 ? -1 : Math.min(length, limit - next);
        if (count > 0) {
            window.get(next, into, from, count);
            next += count;
        }
        return count;
    }

    /**
     * Passes bytes that were read already to a scanner, and consumes those that it recognises. The number of these bytes is
     * arbitrary, and can be 0; {@link #available} reads more.
     */
    public void scan(ByteScanner scanner) {
        next = scanner.scan(window, next, limit);
    }

    /** Consumes exactly {@code count} bytes. A long skip in a file is a seek. */
    public void skip(long count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("cannot skip " + count + " bytes");
        }
        long left = count;
        while (left > limit - next) {
            left -= limit - next;
            next = limit;
            if (left >= MIN_SEEK_DISTANCE) {
                // The seek stops before the last byte. A read of that byte proves that the file reaches it.
                long distance = backend.seekForward(left - 1);
                windowOffset += distance;
                left -= distance;
                readSize = FIRST_READ_AFTER_SEEK;
            }
            if (available(1) == 0) {
                throw endOfInputException();
            }
        }
        next += (int) left;
    }

    /** Returns whether bytes can be read out of order, as {@link #readAt} does. */
    public boolean isSeekable() {
        return backend.isSeekable();
    }

    /**
     * Copies bytes from an offset before or after the position. Consumes nothing. The source must be seekable. A
     * damaged container ends the copy at the damage and causes no exception.
     *
     * @param offset in bytes from the start, as {@link #position()}
     * @return the number of bytes copied, which is smaller than the array only at the end of the input
     */
    public int readAt(long offset, byte[] into) throws IOException {
        return readAt(ByteBuffer.wrap(into), offset);
    }

    private int readAt(ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        int length = into.remaining();
        long inWindow = offset - windowOffset;
        if (inWindow >= 0 && inWindow <= limit - length) {
            into.put(start, window, (int) inWindow, length).position(start + length);
            return length;
        }
        try {
            while (into.hasRemaining() && backend.readAt(offset + into.position() - start, into) > 0) {}
        } catch (StreamException e) {
            // The sequential reader gets and reports the same error.
        }
        return into.position() - start;
    }

    /**
     * Returns a stream of {@code count} bytes from an offset on. A read of that stream does not change the position.
     * The source must be seekable.
     *
     * @param offset in bytes from the start, as {@link #position()}
     */
    public InputStream openRange(long offset, long count) {
        return new RangeInputStream(this::readAt, offset, count);
    }

    /** Returns the number of bytes after the position; empty for a pipe. */
    public OptionalLong remaining() throws IOException {
        return isSeekable() ? OptionalLong.of(backend.remaining() + (limit - next)) : OptionalLong.empty();
    }

    /** Returns the number of bytes of the input; empty until a read reaches the end. */
    public OptionalLong totalCount() {
        return endReached ? OptionalLong.of(windowOffset + limit) : OptionalLong.empty();
    }

    /** Returns the offset of the first byte in its file, as {@link RandomAccessInput#fileOffset} does. */
    public OptionalLong fileOffset() {
        return backend.fileOffset();
    }

    /** Makes bytes after the recorded size of the input readable, as {@link RandomAccessInput#extend} does. */
    public void extend() throws IOException {
        openEnded = backend.extend();
    }

    /**
     * Returns whether bytes that do not belong to the input can follow its content, so that a reader must find the end in
     * the content itself.
     */
    public boolean isOpenEnded() {
        return openEnded;
    }

    /**
     * Returns the exception for an input that ends too early: the error of its damaged container, otherwise a
     * truncation.
     */
    public StreamException endOfInputException() {
        return containerError != null ? containerError : new TruncatedStreamException(windowOffset + limit);
    }

    /**
     * Throws if the input ended because its container is damaged. A caller that accepts the end of the input at the
     * position must call this method.
     */
    public void requireUndamagedEnd() throws StreamException {
        if (containerError != null) {
            throw containerError;
        }
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }

    private void requireAvailable(int count) throws IOException {
        if (available(count) < count) {
            throw endOfInputException();
        }
    }

    private void fillWindow(int wanted) throws IOException {
        if (wanted > MAX_LOOKAHEAD) {
            throw new IllegalArgumentException("cannot look " + wanted + " bytes ahead");
        }
        if (next + wanted > window.capacity() || limit - next <= MAX_MOVED) {
            moveWindow();
        }
        while (limit - next < wanted) {
            int wantedSize = Math.max(readSize, wanted - (limit - next));
            int count = readBackend(
                    window.limit(Math.min(limit + wantedSize, WINDOW_SIZE)).position(limit));
            if (count < 0) {
                endReached = true;
                releaseWindow();
                return;
            }
            limit += count;
            readSize = Math.min(2 * readSize, MAX_READ);
        }
    }

    /**
     * Reads more bytes. A damaged container ends the input at the damage; the bytes decompressed before the damage are
     * valid.
     */
    private int readBackend(ByteBuffer into) throws IOException {
        if (containerError != null) {
            return -1;
        }
        try {
            return backend.read(into);
        } catch (StreamException e) {
            containerError = e;
            return -1;
        }
    }

    private void moveWindow() {
        if (window.capacity() == 0) {
            window = backend.allocateBuffer(WINDOW_SIZE);
        }
        window.limit(limit).position(next).compact();
        windowOffset += next;
        limit -= next;
        next = 0;
    }

    /** Frees the window at the end of the input to save memory, because many channels can be open at the same time. */
    private void releaseWindow() {
        if (next == limit) {
            moveWindow();
            window = EMPTY_WINDOW;
        }
    }
}
