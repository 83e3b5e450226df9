// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Computes the SHA-256 of all bytes of a stream while they are read. Another thread may ask for the result. */
final class DigestingInputStream extends FilterInputStream {
    private final MessageDigest digest;
    private long count;
    private boolean endReached;

    DigestingInputStream(InputStream in) {
        super(in);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A digest and the number of bytes that it covers.
     *
     * @param sha256 in hexadecimal
     */
    record Result(String sha256, long bytes) {}

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = in.read(into, from, length);
        add(into, from, read);
        return read;
    }

    private synchronized void add(byte[] bytes, int from, int length) {
        if (length > 0 && !endReached) {
            digest.update(bytes, from, length);
            count += length;
        }
        endReached |= length < 0;
    }

    /** Reads the bytes that it skips. */
    @Override
    public long skip(long wanted) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(wanted, 0), 1 << 16)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Returns the number of bytes that were read. */
    synchronized long count() {
        return count;
    }

    /** Returns the digest of the whole stream; empty if it was not read to its end. May be called once. */
    synchronized Optional<Result> result() {
        return endReached
                ? Optional.of(new Result(HexFormat.of().formatHex(digest.digest()), count))
                : Optional.empty();
    }
}
