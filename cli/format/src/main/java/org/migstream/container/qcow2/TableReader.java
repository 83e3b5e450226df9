// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads entries of tables, of which it keeps one piece: neighbours are mostly read one after the other. */
final class TableReader {
    private static final int PIECE = 1 << 12;

    private final ImageFile file;
    private final String what;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long start = -1;

    TableReader(ImageFile file, String what) {
        this.file = file;
        this.what = what;
    }

    /** The be64 at a place of the file that is a multiple of its size. */
    long at(long place) throws IOException {
        long wanted = place & -PIECE;
        if (wanted != start) {
            piece = file.most(wanted, PIECE);
            start = wanted;
        }
        int inPiece = (int) (place - start);
        if (place < 0 || piece.limit() - inPiece < Long.BYTES) {
            throw file.cut(what, place);
        }
        return piece.getLong(inPiece);
    }
}
