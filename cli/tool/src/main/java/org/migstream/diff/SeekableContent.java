// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.migstream.device.ByteCounter;

/** Bytes that can be read anew, any stretch of them; cheapest from the front to the back. */
final class SeekableContent {
    private static final int PREVIEW_BYTES = 8;
    private static final int BUFFER_SIZE = 1 << 16;

    private final Opener opener;
    private InputStream in = InputStream.nullInputStream();
    private boolean open;
    private long position;

    /** Begins to read from the first byte. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    SeekableContent(Opener opener) {
        this.opener = opener;
    }

    /** Goes to a place; behind the end there is nothing more to read. */
    void seek(long place) throws IOException {
        if (!open || place < position) {
            in = opener.open();
            open = true;
            position = 0;
        }
        while (position < place) {
            long skipped = in.skip(place - position);
            if (skipped <= 0 && in.read() < 0) {
                return;
            }
            position += Math.max(1, skipped);
        }
    }

    /** Reads on; fewer bytes only at the end. */
    int read(byte[] into, int count) throws IOException {
        int read = in.readNBytes(into, 0, count);
        position += read;
        return read;
    }

    /** Returns the SHA-256 digest of a range, in hexadecimal. */
    String sha256(long place, long count) throws IOException {
        ByteCounter counter = new ByteCounter(true);
        byte[] buffer = new byte[(int) Math.min(BUFFER_SIZE, count)];
        seek(place);
        for (long left = count; left > 0; ) {
            int read = read(buffer, (int) Math.min(buffer.length, left));
            if (read == 0) {
                break;
            }
            counter.add(buffer, 0, read);
            left -= read;
        }
        return counter.sha256();
    }

    /** The first bytes from a place on, up to another one, for people. */
    String hexPreview(long place, long end) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(PREVIEW_BYTES, end - place))];
        seek(place);
        int count = read(bytes, bytes.length);
        return count == 0 ? "end" : HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
    }
}
