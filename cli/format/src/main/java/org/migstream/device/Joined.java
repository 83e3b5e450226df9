// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockStream;

/** Several streams, one behind the other. */
final class Joined extends BlockStream {
    private final Pieces pieces;
    private InputStream piece = InputStream.nullInputStream();

    /** Gives the pieces in order. */
    @FunctionalInterface
    interface Pieces {
        /** The next piece; null behind the last. */
        InputStream next() throws IOException;
    }

    Joined(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (piece != null) {
            int count = piece.read(into, from, length);
            if (count > 0) {
                return count;
            }
            piece = pieces.next();
        }
        return -1;
    }

    @Override
    public long skip(long count) throws IOException {
        long left = count;
        while (left > 0 && piece != null) {
            long skipped = piece.skip(left);
            left -= skipped;
            if (skipped == 0) {
                piece = pieces.next();
            }
        }
        return count - left;
    }
}
