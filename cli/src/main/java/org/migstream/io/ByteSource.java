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
    public static final int LOOKAHEAD = 1 << 17;

    /** A leap shorter than this would cost more than reading on. */
    private static final int WORTH_LEAPING = 1 << 18;

    private final Origin origin;
    private final byte[] window = new byte[2 * LOOKAHEAD];
    private long windowOffset;
    private int next;
    private int limit;

    private ByteSource(Origin origin) {
        this.origin = origin;
    }

    /** Reads a pipe or the like to its end; closing the source closes it. */
    public static ByteSource of(InputStream in) {
        return new ByteSource(new Origin.Pipe(in));
    }

    /** Reads a regular file from the channel's position on; closing the source closes it. */
    public static ByteSource of(FileChannel file) {
        return new ByteSource(new Origin.File(file));
    }

    /** How many bytes have been consumed. */
    public long position() {
        return windowOffset + next;
    }

    /**
     * Looks ahead for up to {@code wanted} bytes (at most {@link #LOOKAHEAD}) and tells how many there are; fewer only
     * when the input ends.
     */
    public int available(int wanted) throws IOException {
        if (limit - next < wanted) {
            fill(wanted);
        }
        return Math.min(limit - next, wanted);
    }

    /** The byte {@code ahead} of the position; {@link #available} must have promised it. */
    public int peek8(int ahead) {
        if (ahead >= limit - next) {
            throw new IllegalStateException("peeking at " + ahead + " of " + (limit - next));
        }
        return window[next + ahead] & 0xff;
    }

    /** The be16 {@code ahead} of the position. */
    public int peek16(int ahead) {
        return peek8(ahead) << 8 | peek8(ahead + 1);
    }

    /** The be32 {@code ahead} of the position. */
    public long peek32(int ahead) {
        return (long) peek16(ahead) << 16 | peek16(ahead + 2);
    }

    /** The be64 {@code ahead} of the position. */
    public long peek64(int ahead) {
        return peek32(ahead) << 32 | peek32(ahead + 4);
    }

    /** Consumes a byte. */
    public int u8() throws IOException {
        require(1);
        return window[next++] & 0xff;
    }

    /** Consumes a be16. */
    public int be16() throws IOException {
        require(2);
        int value = peek16(0);
        next += 2;
        return value;
    }

    /** Consumes a be32. */
    public long be32() throws IOException {
        require(4);
        long value = peek32(0);
        next += 4;
        return value;
    }

    /** Consumes a be64. */
    public long be64() throws IOException {
        require(8);
        long value = peek64(0);
        next += 8;
        return value;
    }

    /** Consumes a byte n and n bytes, one character a byte (ISO 8859-1), so that any bytes survive. */
    public String countedString() throws IOException {
        return string(u8());
    }

    /** Consumes {@code length} bytes, at most {@link #LOOKAHEAD}, one character a byte. */
    public String string(int length) throws IOException {
        require(length);
        String text = new String(window, next, length, StandardCharsets.ISO_8859_1);
        next += length;
        return text;
    }

    /** Consumes up to {@code length} bytes; returns how many, -1 at the end of the input. */
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = available(1) == 0 ? -1 : Math.min(length, limit - next);
        if (count > 0) {
            System.arraycopy(window, next, into, from, count);
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
            if (left >= WORTH_LEAPING) {
                // Not to the last byte: the byte that is read behind the leap proves that the file reaches there.
                long leapt = origin.leap(left - 1);
                windowOffset += leapt;
                left -= leapt;
            }
            if (available(1) == 0) {
                throw truncated();
            }
        }
        next += (int) left;
    }

    /** Whether bytes can be read out of order, as {@link #readAt} does. */
    public boolean seekable() {
        return origin.channel() != null;
    }

    /**
     * Copies bytes from any place, before or behind the position, without consuming anything; only for a seekable
     * source.
     *
     * @param place counts as {@link #position()} does
     * @return how many bytes there were
     */
    public int readAt(long place, byte[] into) throws IOException {
        FileChannel file = origin.channel();
        // The channel stands behind the window; whatever was in front of the input when it was opened stays in front.
        long start = file.position() - limit - windowOffset;
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining() && file.read(buffer, start + place + buffer.position()) > 0) {}
        return buffer.position();
    }

    /** How many bytes lie ahead of the position, or -1 if only reading them would tell (a pipe). */
    public long remaining() throws IOException {
        FileChannel file = origin.channel();
        return file == null ? -1 : Math.max(0, file.size() - file.position()) + (limit - next);
    }

    /** What to throw when the input ends too early. */
    public TruncatedStreamException truncated() {
        return new TruncatedStreamException(windowOffset + limit, "the input ends in the middle");
    }

    @Override
    public void close() throws IOException {
        origin.close();
    }

    private void require(int count) throws IOException {
        if (available(count) < count) {
            throw truncated();
        }
    }

    private void fill(int wanted) throws IOException {
        if (wanted > LOOKAHEAD) {
            throw new IllegalArgumentException("cannot look " + wanted + " bytes ahead");
        }
        if (next + wanted > window.length || next == limit) {
            System.arraycopy(window, next, window, 0, limit - next);
            windowOffset += next;
            limit -= next;
            next = 0;
        }
        while (limit - next < wanted) {
            int count = origin.read(window, limit, window.length - limit);
            if (count < 0) {
                return;
            }
            limit += count;
        }
    }
}
