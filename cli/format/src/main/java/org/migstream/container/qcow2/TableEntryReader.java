// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads entries of tables, of which it keeps one piece: neighbours are mostly read one after the other. */
final class TableEntryReader {
    private static final int CHUNK_SIZE = 1 << 12;

    private final Qcow2File file;
    private final String entryName;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private long chunkOffset = -1;

    TableEntryReader(Qcow2File file, String what) {
        this.file = file;
        this.entryName = what;
    }

    /** The be64 at a place of the file that is a multiple of its size. */
    long entryAt(long place) throws IOException {
        long wanted = place & -CHUNK_SIZE;
        if (wanted != chunkOffset) {
            chunk = file.readUpTo(wanted, CHUNK_SIZE);
            chunkOffset = wanted;
        }
        int inPiece = (int) (place - chunkOffset);
        if (place < 0 || chunk.limit() - inPiece < Long.BYTES) {
            throw file.truncated(entryName, place);
        }
        return chunk.getLong(inPiece);
    }
}
