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

/** The bytes below a {@link FieldReader}: looks ahead as far as a value reaches, and passes over more than is wanted. */
final class StateInput {
    /** The visitor of bytes that need not be read. */
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
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    long position() {
        return position;
    }

    /** How many of {@code count} bytes, which fit the buffer, are there. */
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
        int there = available(count);
        return Arrays.copyOfRange(buffer, bufferStart, bufferStart + there);
    }

    /** Bytes that are known to be available. */
    byte[] bytes(int count) {
        byte[] bytes = Arrays.copyOfRange(buffer, bufferStart, bufferStart + count);
        consume(count);
        return bytes;
    }

    /** A number that is known to be available, zero-extended. */
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
     * Passes over bytes, showing them to {@code visitor} and, unless they are {@code meaningless}, digesting them.
     *
     * @return how many of them were there
     */
    long visitAndSkip(long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        boolean digested = digest != null && !meaningless;
        boolean seen = digested || visitor != NO_VISITOR;
        long left = count;
        while (left > 0) {
            if (bufferStart == bufferEnd && !seen) {
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

    /** The digest of what was passed over since the last call; empty if there is none. */
    Optional<String> takeDigest() {
        return digest == null ? Optional.empty() : Optional.of(HexFormat.of().formatHex(digest.digest()));
    }
}
