// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.migstream.io.BlockInputStream;

/** Bytes that can be read anew, any stretch of them; cheapest from the front to the back. */
final class SeekableContent {
    private static final int PREVIEW_BYTES = 8;

    private final Opener opener;
    private InputStream in;
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
        if (in == null || place < position) {
            in = opener.open();
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

    /** A stretch as a stream, to be read before anything else is. */
    InputStream openRange(long place, long count) throws IOException {
        seek(place);
        return new BlockInputStream() {
            private long left = count;

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = left == 0 ? -1 : in.read(into, from, (int) Math.min(length, left));
                left -= Math.max(0, read);
                position += Math.max(0, read);
                return read;
            }
        };
    }

    /** The first bytes from a place on, up to another one, for people. */
    String hexPreview(long place, long end) throws IOException {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(PREVIEW_BYTES, end - place))];
        seek(place);
        int count = read(bytes, bytes.length);
        return count == 0 ? "end" : HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
    }
}
