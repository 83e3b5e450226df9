// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.device.DeviceDataStore.DataRange;
import org.migstream.device.DeviceDataStore.RangeSource;
import org.migstream.io.SpillList;

/**
 * The bytes that a device's driver wrote, joined from wherever the stream has scattered them: what the driver's data
 * descriptor on the destination will be given, from the first byte to the last.
 */
public final class DeviceData implements Closeable {
    private final List<RangeSource> sources = new ArrayList<>();
    private final SpillList<DataRange> ranges = new SpillList<>(new RangeCodec());
    /** Not yet in the list, because it may grow. */
    private DataRange pending;

    private boolean lost;

    /** A stream has few places and many pieces. */
    private final class RangeCodec implements SpillList.Codec<DataRange> {
        @Override
        public void write(DataRange piece, DataOutput out) throws IOException {
            if (!sources.contains(piece.source())) {
                sources.add(piece.source());
            }
            out.writeInt(sources.indexOf(piece.source()));
            out.writeLong(piece.offset());
            out.writeLong(piece.length());
        }

        @Override
        public DataRange read(DataInput in) throws IOException {
            return new DataRange(sources.get(in.readInt()), in.readLong(), in.readLong());
        }
    }

    /** Creates an empty state. */
    public DeviceData() {}

    /** Adds the next bytes; null for bytes that could not be kept. */
    public void append(DataRange piece) throws IOException {
        if (piece == null) {
            lost = true;
        } else if (pending != null && pending.isFollowedBy(piece)) {
            pending = pending.joinWith(piece);
        } else {
            flushPending();
            pending = piece;
        }
    }

    private void flushPending() throws IOException {
        if (pending != null) {
            ranges.add(pending);
            pending = null;
        }
    }

    /** Whether some bytes could not be kept, so that it cannot be read. */
    public boolean isLost() {
        return lost;
    }

    /** Reads it from the start. Skipping costs next to nothing. */
    public InputStream open() throws IOException {
        flushPending();
        SpillList.Cursor<DataRange> cursor = ranges.cursor();
        return new ConcatInputStream(() -> {
            DataRange next = cursor.next();
            return next == null ? null : next.open();
        });
    }

    @Override
    public void close() throws IOException {
        ranges.close();
    }
}
