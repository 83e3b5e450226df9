// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.migstream.device.ByteCounter;

/**
 * Bytes that are readable more than once, in any order. Reading forward is cheapest, because seeking back reopens the
 * content.
 */
final class SeekableContent {
    private static final int PREVIEW_BYTES = 8;
    private static final int BUFFER_SIZE = 1 << 16;

    private final Opener opener;
    private InputStream in = InputStream.nullInputStream();
    private boolean open;
    private long position;

    /** Opens the content at its first byte. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    SeekableContent(Opener opener) {
        this.opener = opener;
    }

    /** Moves to an offset, which may be after the end; {@link #read} then returns 0. */
    void seek(long offset) throws IOException {
        if (!open || offset < position) {
            in = opener.open();
            open = true;
            position = 0;
        }
        while (position < offset) {
            long skipped = in.skip(offset - position);
            if (skipped <= 0 && in.read() < 0) {
                return;
            }
            position += Math.max(1, skipped);
        }
    }

    /** Reads the next bytes; returns fewer than {@code count} bytes only at the end. */
    int read(byte[] into, int count) throws IOException {
        int read = in.readNBytes(into, 0, count);
        position += read;
        return read;
    }

    /** Returns the SHA-256 digest of a range in hexadecimal, as {@code inspect --digest} shows it. */
    String sha256(long offset, long count) throws IOException {
        ByteCounter counter = new ByteCounter(true);
        byte[] buffer = new byte[(int) Math.min(BUFFER_SIZE, count)];
        seek(offset);
        for (long left = count; left > 0; ) {
            int read = read(buffer, (int) Math.min(buffer.length, left));
            if (read == 0) {
                break;
            }
            counter.add(buffer, 0, read);
            left -= read;
        }
        return Objects.requireNonNull(counter.sha256());
    }

    /** Formats the first bytes of a range in hexadecimal; returns "end" for an empty range. */
    String hexPreview(long offset, long end) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(PREVIEW_BYTES, end - offset))];
        seek(offset);
        int count = read(bytes, bytes.length);
        return count == 0 ? "end" : HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
    }
}
