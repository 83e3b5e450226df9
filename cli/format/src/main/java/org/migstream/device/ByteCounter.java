// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts bytes and, when asked to, digests them. */
public final class ByteCounter {
    private MessageDigest digest;
    private long bytes;
    private String sha256;

    /** @param digesting whether {@link #sha256()} will be asked for */
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

    /** Digests, too, from the first byte on, which has not come yet. */
    void enableDigest() {
        if (bytes > 0) {
            throw new IllegalStateException("bytes have been counted that nobody digested");
        }
        digest = newSha256();
    }

    /** Whether it digests. */
    boolean isDigesting() {
        return digest != null;
    }

    /** Counts bytes that nobody looked at; not for a tally that digests. */
    void addUnread(long more) {
        if (digest != null) {
            throw new IllegalStateException("bytes that are digested must be seen");
        }
        bytes += more;
    }

    /** Counts bytes that nobody will see any more: without them there is no digest. */
    void addLost(long more) {
        digest = null;
        bytes += more;
    }

    /** Takes {@code length} bytes of an array, from {@code offset} on. */
    public void add(byte[] from, int offset, int length) {
        bytes += length;
        if (digest != null) {
            digest.update(from, offset, length);
        }
    }

    /** How many bytes there were. */
    public long bytes() {
        return bytes;
    }

    /** The SHA-256 of all bytes so far, in hexadecimal; null if it was not asked for. Nothing can be added afterwards. */
    public String sha256() {
        if (digest != null && sha256 == null) {
            sha256 = HexFormat.of().formatHex(digest.digest());
        }
        return sha256;
    }
}
