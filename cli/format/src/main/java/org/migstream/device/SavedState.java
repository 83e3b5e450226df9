// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.device.StateStore.Piece;
import org.migstream.device.StateStore.Place;
import org.migstream.io.Spool;

/**
 * The bytes that a device's driver wrote, joined from wherever the stream has scattered them: what the driver's data
 * descriptor on the destination will be given, from the first byte to the last.
 */
public final class SavedState implements Closeable {
    private final List<Place> places = new ArrayList<>();
    private final Spool<Piece> pieces = new Spool<>(new PieceCodec());
    /** Not yet in the list, because it may grow. */
    private Piece last;

    private boolean lost;

    /** A stream has few places and many pieces. */
    private final class PieceCodec implements Spool.Codec<Piece> {
        @Override
        public void write(Piece piece, DataOutput out) throws IOException {
            if (!places.contains(piece.place())) {
                places.add(piece.place());
            }
            out.writeInt(places.indexOf(piece.place()));
            out.writeLong(piece.offset());
            out.writeLong(piece.length());
        }

        @Override
        public Piece read(DataInput in) throws IOException {
            return new Piece(places.get(in.readInt()), in.readLong(), in.readLong());
        }
    }

    /** Creates an empty state. */
    public SavedState() {}

    /** Adds the next bytes; null for bytes that could not be kept. */
    public void add(Piece piece) throws IOException {
        if (piece == null) {
            lost = true;
        } else if (last != null && last.continuedBy(piece)) {
            last = last.and(piece);
        } else {
            flush();
            last = piece;
        }
    }

    private void flush() throws IOException {
        if (last != null) {
            pieces.add(last);
            last = null;
        }
    }

    /** Whether some bytes could not be kept, so that it cannot be read. */
    public boolean lost() {
        return lost;
    }

    /** Reads it from the start. Skipping costs next to nothing. */
    public InputStream open() throws IOException {
        flush();
        Spool.Cursor<Piece> cursor = pieces.cursor();
        return new Joined(() -> {
            Piece next = cursor.next();
            return next == null ? null : next.open();
        });
    }

    @Override
    public void close() throws IOException {
        pieces.close();
    }
}
