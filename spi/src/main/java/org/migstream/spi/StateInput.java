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
    static final Consumer<ByteBuffer> UNSEEN = piece -> {};

    private final InputStream in;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[FieldReader.MAX_BYTES];
    private int from;
    private int to;
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
        if (to - from < count && from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        while (to - from < count) {
            int more = in.read(buffer, to, buffer.length - to);
            if (more < 0) {
                break;
            }
            to += more;
        }
        return Math.min(count, to - from);
    }

    boolean atEnd() throws IOException {
        return available(1) == 0;
    }

    byte[] peek(int count) throws IOException {
        int there = available(count);
        return Arrays.copyOfRange(buffer, from, from + there);
    }

    /** Bytes that are known to be available. */
    byte[] bytes(int count) {
        byte[] bytes = Arrays.copyOfRange(buffer, from, from + count);
        consume(count);
        return bytes;
    }

    /** A number that is known to be available, zero-extended. */
    long number(int width, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
            value = value << Byte.SIZE | buffer[from + at] & 0xff;
        }
        consume(width);
        return value;
    }

    private void consume(int count) {
        from += count;
        position += count;
    }

    /**
     * Passes over bytes, showing them to {@code visitor} and, unless they are {@code meaningless}, digesting them.
     *
     * @return how many of them were there
     */
    long pass(long count, boolean meaningless, Consumer<ByteBuffer> visitor) throws IOException {
        boolean digested = digest != null && !meaningless;
        boolean seen = digested || visitor != UNSEEN;
        long left = count;
        while (left > 0) {
            if (from == to && !seen) {
                left -= skip(left);
            }
            if (left == 0 || atEnd()) {
                break;
            }
            int now = (int) Math.min(left, to - from);
            if (digested) {
                digest.update(buffer, from, now);
            }
            visitor.accept(ByteBuffer.wrap(buffer, from, now).slice().asReadOnlyBuffer());
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
