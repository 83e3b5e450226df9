// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Counts bytes and optionally computes their SHA-256. */
public final class ByteCounter {
    private @Nullable MessageDigest digest;
    private long bytes;
    private @Nullable String sha256;
    /** The part that has the same bytes as this counter; only this counter computes their digest. */
    private @Nullable ByteCounter equalPart;
    /** The counter that computes the digest of this part, while it has the same bytes. */
    private @Nullable ByteCounter digestingWhole;

    /**
     * Creates a counter.
     *
     * @param digesting whether {@link #sha256()} is needed
     */
    public ByteCounter(boolean digesting) {
        digest = digesting ? newSha256() : null;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Turns on the digest before the first byte. */
    void enableDigest() {
        if (bytes > 0) {
            throw new IllegalStateException("bytes were counted without a digest");
        }
        digest = newSha256();
    }

    /** Returns whether the counter computes a digest. */
    boolean isDigesting() {
        return digest != null;
    }

    /** Counts bytes that were skipped. The counter must not compute a digest. */
    void addUnread(long more) {
        if (digest != null) {
            throw new IllegalStateException("a digest needs the bytes");
        }
        bytes += more;
    }

    /** Counts bytes that are lost, and drops the digest. */
    void addLost(long more) {
        separateEqualPart();
        digest = null;
        bytes += more;
    }

    /** Counts {@code length} bytes of an array from {@code offset} on. */
    public void add(byte[] from, int offset, int length) {
        bytes += length;
        if (digest != null) {
            digest.update(from, offset, length);
        }
    }

    /**
     * Counts bytes of this counter that also belong to a part. As long as all bytes belong to the same part, computes only
     * one digest for both.
     *
     * @param part all its bytes are added by this method
     */
    void addPart(ByteCounter part, byte[] from, int offset, int length) {
        if (bytes == 0 && part.digest != null && digest instanceof Cloneable) {
            separateEqualPart();
            equalPart = part;
            part.digestingWhole = this;
        }
        if (equalPart == part) {
            part.bytes += length;
        } else {
            separateEqualPart();
            part.add(from, offset, length);
        }
        add(from, offset, length);
    }

    /** Gives the part that had the same bytes up to now a digest of its own. */
    private void separateEqualPart() {
        if (equalPart == null || digest == null) {
            return;
        }
        try {
            equalPart.digest = (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the digest is Cloneable", e);
        }
        equalPart.digestingWhole = null;
        equalPart = null;
    }

    /** Returns the number of bytes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the SHA-256 of all bytes in hexadecimal; null without a digest. No bytes can be added after the first call.
     */
    public @Nullable String sha256() {
        if (digestingWhole != null) {
            return digestingWhole.sha256();
        }
        if (digest != null && sha256 == null) {
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }
}
