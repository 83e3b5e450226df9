// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Bytes in order, once, with a position, bounded look-ahead and exact skips. All integers are big-endian and unsigned,
 * as QEMU's {@code qemu_get_be16/32/64} (migration/qemu-file.c) read them; a be64 comes in a signed {@code long}.
 *
 * <p>Every method that needs more bytes than the input has throws {@link TruncatedStreamException}.
 */
public final class ByteSource implements Closeable {
    /** How far ahead one can look, bytes: room for the largest VFIO configuration (2048 MSI-X vectors) and a footer. */
    public static final int MAX_LOOKAHEAD = 1 << 17;

    private static final int WINDOW_SIZE = 2 * MAX_LOOKAHEAD;

    /** A leap shorter than this would cost more than reading on. */
    private static final int MIN_SEEK_DISTANCE = WINDOW_SIZE;

    /** What is read behind a leap, most likely to find nothing but the head of the next long body. */
    private static final int FIRST_READ_AFTER_SEEK = 1 << 12;

    private static final ByteBuffer EMPTY_WINDOW = ByteBuffer.allocate(0);

    private final InputBackend backend;
    private ByteBuffer window = EMPTY_WINDOW;
    private int readSize = WINDOW_SIZE;
    private long windowOffset;
    private int next;
    private int limit;
    private StreamException containerError;

    private ByteSource(InputBackend origin) {
        this.backend = origin;
    }

    /** Reads a pipe or the like to its end; closing the source closes it. */
    public static ByteSource of(InputStream in) {
        return new ByteSource(new InputBackend.StreamBackend(in));
    }

    /** Reads a regular file from the channel's position on; closing the source closes it. */
    public static ByteSource of(FileChannel file) throws IOException {
        return of(RandomAccessInput.of(file, file.position()));
    }

    /** Reads bytes that can be read at any place, from the first on; closing the source closes them. */
    public static ByteSource of(RandomAccessInput extent) {
        return new ByteSource(new InputBackend.RandomAccessBackend(extent));
    }

    /** How many bytes have been consumed. */
    public long position() {
        return windowOffset + next;
    }

    /**
     * Looks ahead for up to {@code wanted} bytes (at most {@link #MAX_LOOKAHEAD}) and tells how many there are; fewer only
     * when the input ends.
     */
    public int available(int wanted) throws IOException {
        if (limit - next < wanted) {
            fillWindow(wanted);
        }
        return Math.min(limit - next, wanted);
    }

    /** The byte {@code ahead} of the position; {@link #available} must have promised it. */
    public int peek8(int ahead) {
        return Byte.toUnsignedInt(window.get(checkedIndex(ahead, 1)));
    }

    /** The be16 {@code ahead} of the position. */
    public int peek16(int ahead) {
        return Short.toUnsignedInt(window.getShort(checkedIndex(ahead, Short.BYTES)));
    }

    /** The be32 {@code ahead} of the position. */
    public long peek32(int ahead) {
        return Integer.toUnsignedLong(window.getInt(checkedIndex(ahead, Integer.BYTES)));
    }

    /** The be64 {@code ahead} of the position. */
    public long peek64(int ahead) {
        return window.getLong(checkedIndex(ahead, Long.BYTES));
    }

    /** Where in the window that many bytes stand; {@link #available} must have promised them. */
    private int checkedIndex(int ahead, int count) {
        if (ahead + count > limit - next) {
            throw new IllegalStateException("peeking at " + ahead + " of " + (limit - next));
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

    /** Consumes a byte n and n bytes, one character a byte (ISO 8859-1), so that any bytes survive. */
    public String readCountedString() throws IOException {
        return readString(readU8());
    }

    /** Consumes {@code length} bytes, at most {@link #MAX_LOOKAHEAD}, one character a byte. */
    public String readString(int length) throws IOException {
        requireAvailable(length);
        byte[] text = new byte[length];
        window.get(next, text);
        next += length;
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Consumes up to {@code length} bytes; returns how many, -1 at the end of the input. */
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

    /** Consumes exactly {@code count} bytes without looking at them; a file is not even read for a long skip. */
    public void skip(long count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("cannot go back " + -count + " bytes");
        }
        long left = count;
        while (left > limit - next) {
            left -= limit - next;
            next = limit;
            if (left >= MIN_SEEK_DISTANCE) {
                // Not to the last byte: the byte that is read behind the leap proves that the file reaches there.
                long leapt = backend.seekForward(left - 1);
                windowOffset += leapt;
                left -= leapt;
                readSize = FIRST_READ_AFTER_SEEK;
            }
            if (available(1) == 0) {
                throw endOfInputException();
            }
        }
        next += (int) left;
    }

    /** Whether bytes can be read out of order, as {@link #readAt} does. */
    public boolean isSeekable() {
        return backend.isSeekable();
    }

    /**
     * Copies bytes from any place, before or behind the position, without consuming anything; only for a seekable
     * source. Damage of a container ends them, as it ends the input.
     *
     * @param place counts as {@link #position()} does
     * @return how many bytes there were
     */
    public int readAt(long place, byte[] into) throws IOException {
        long inWindow = place - windowOffset;
        if (inWindow >= 0 && inWindow <= limit - into.length) {
            window.get((int) inWindow, into);
            return into.length;
        }
        ByteBuffer buffer = ByteBuffer.wrap(into);
        try {
            while (buffer.hasRemaining() && backend.readAt(place + buffer.position(), buffer) > 0) {}
        } catch (StreamException e) {
            // Whoever comes here in order meets it again, and tells.
        }
        return buffer.position();
    }

    /** How many bytes lie ahead of the position, or -1 if only reading them would tell (a pipe). */
    public long remaining() throws IOException {
        return isSeekable() ? backend.remaining() + (limit - next) : -1;
    }

    /** What to throw when the input ends too early: that it does, or what kept its container from giving more. */
    public StreamException endOfInputException() {
        return containerError != null ? containerError : new TruncatedStreamException(windowOffset + limit);
    }

    /** To be called where the input may end: throws if it was damage of its container that ended it. */
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
        if (next + wanted > window.capacity() || next == limit) {
            moveWindow();
        }
        while (limit - next < wanted) {
            int most = Math.max(readSize, wanted - (limit - next));
            int count = readBackend(
                    window.limit(Math.min(limit + most, WINDOW_SIZE)).position(limit));
            if (count < 0) {
                releaseWindow();
                return;
            }
            limit += count;
            readSize = Math.min(2 * readSize, WINDOW_SIZE);
        }
    }

    /** A damaged container ends the input where the damage is: what was unpacked before is good. */
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
        if (window == EMPTY_WINDOW) {
            window = backend.allocateBuffer(WINDOW_SIZE);
        }
        window.limit(limit).position(next).compact();
        windowOffset += next;
        limit -= next;
        next = 0;
    }

    /** Many channels are open at once: one that has been read to its end takes no memory. */
    private void releaseWindow() {
        if (next == limit) {
            moveWindow();
            window = EMPTY_WINDOW;
        }
    }
}
