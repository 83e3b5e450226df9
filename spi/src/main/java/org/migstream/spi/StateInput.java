// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
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
        long value = 0;
        for (int i = 0; i < width; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
            value = value << Byte.SIZE | buffer[bufferStart + at] & 0xff;
        }
        consume(width);
        return value;
    }

    private void consume(int count) {
        bufferStart += count;
        position += count;
    }

    /**
     * Consumes bytes, passes them to {@code visitor} and, unless they are {@code meaningless}, adds them to the digest.
     *
     * @return the number of bytes that existed
     */
    long visitAndSkip(long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        boolean digested = digest != null && !meaningless;
        boolean visible = digested || visitor != NO_VISITOR;
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
            visitor.accept(ByteBuffer.wrap(buffer, bufferStart, now).slice().asReadOnlyBuffer());
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
