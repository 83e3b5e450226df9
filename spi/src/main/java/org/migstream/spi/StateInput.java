// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Buffers the bytes of a {@link FieldReader}. It can look ahead by the length of one value, and skip any number of
 * bytes.
 */
final class StateInput {
    /** Does nothing. With this visitor, bytes may be skipped without being read. */
    static final Consumer<ByteBuffer> NO_VISITOR = piece -> {};

    private final InputStream in;
    private final MessageDigest digest;
    private final List<Consumer<ByteBuffer>> taps = new ArrayList<>();
    private final byte[] buffer = new byte[FieldReader.MAX_BYTES];
    private int bufferStart;
    private int bufferEnd;
    private long position;

    StateInput(InputStream in, boolean digesting) {
        this.in = in;
        digest = digesting ? newSha256() : null;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    long position() {
        return position;
    }

    /** Returns how many of the next {@code count} bytes exist. {@code count} must not exceed the buffer. */
    int available(int count) throws IOException {
        if (bufferEnd - bufferStart < count && bufferStart > 0) {
            System.arraycopy(buffer, bufferStart, buffer, 0, bufferEnd - bufferStart);
            bufferEnd -= bufferStart;
            bufferStart = 0;
        }
        while (bufferEnd - bufferStart < count) {
            int more = in.read(buffer, bufferEnd, buffer.length - bufferEnd);
            if (more < 0) {
                break;
            }
            bufferEnd += more;
        }
        return Math.min(count, bufferEnd - bufferStart);
    }

    boolean isAtEnd() throws IOException {
        return available(1) == 0;
    }

    byte[] peek(int count) throws IOException {
        int length = available(count);
        return Arrays.copyOfRange(buffer, bufferStart, bufferStart + length);
    }

    /** Returns and consumes bytes; {@link #available} must have confirmed them. */
    byte[] bytes(int count) {
        byte[] bytes = Arrays.copyOfRange(buffer, bufferStart, bufferStart + count);
        consume(count);
        return bytes;
    }

    /** Returns and consumes a zero-extended number; {@link #available} must have confirmed its bytes. */
    long number(int width, ByteOrder order) {
        long value = number(buffer, bufferStart, width, order);
        consume(width);
        return value;
    }

    /** Returns a zero-extended number in an array. */
    static long number(byte[] bytes, int at, int width, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            int digit = order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
            value = value << Byte.SIZE | bytes[at + digit] & 0xff;
        }
        return value;
    }

    /** Passes all bytes that are consumed from now on to a receiver. */
    void addTap(Consumer<ByteBuffer> receiver) {
        taps.add(receiver);
    }

    /** Removes the tap that was added last. */
    void removeTap() {
        taps.remove(taps.size() - 1);
    }

    private void consume(int count) {
        for (Consumer<ByteBuffer> tap : taps) {
            tap.accept(view(count));
        }
        bufferStart += count;
        position += count;
    }

    /** Returns the next bytes of the buffer, for one call of a visitor. */
    private ByteBuffer view(int count) {
        return ByteBuffer.wrap(buffer, bufferStart, count).slice().asReadOnlyBuffer();
    }

    /**
     * Consumes bytes, passes them to {@code visitor} and, unless they are {@code meaningless}, adds them to the digest.
     *
     * @return the number of bytes that existed
     */
    long visitAndSkip(long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        boolean digested = digest != null && !meaningless;
        boolean visible = digested || visitor != NO_VISITOR || !taps.isEmpty();
        long left = count;
        while (left > 0) {
            if (bufferStart == bufferEnd && !visible) {
                left -= skip(left);
            }
            if (left == 0 || isAtEnd()) {
                break;
            }
            int now = (int) Math.min(left, bufferEnd - bufferStart);
            if (digested) {
                digest.update(buffer, bufferStart, now);
            }
            visitor.accept(view(now));
            consume(now);
            left -= now;
        }
        return count - left;
    }

    private long skip(long count) throws IOException {
        long skipped = in.skip(count);
        position += skipped;
        return skipped;
    }

    /**
     * Returns the digest of the bytes consumed by {@link #visitAndSkip} since the last call; empty if no digest was
     * requested.
     */
    Optional<String> takeDigest() {
        return digest == null ? Optional.empty() : Optional.of(HexFormat.of().formatHex(digest.digest()));
    }
}
