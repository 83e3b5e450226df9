// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.device.DeviceDataStore.ByteRange;
import org.migstream.device.DeviceDataStore.Region;
import org.migstream.io.SpillList;

/**
 * The bytes that a device's driver wrote, joined from wherever the stream has scattered them: what the driver's data
 * descriptor on the destination will be given, from the first byte to the last.
 */
public final class DeviceData implements Closeable {
    private final List<Region> regions = new ArrayList<>();
    private final SpillList<ByteRange> ranges = new SpillList<>(new RangeCodec());
    /** Not yet in the list, because it may grow. */
    private ByteRange pending;

    private boolean lost;

    /** A stream has few places and many pieces. */
    private final class RangeCodec implements SpillList.Codec<ByteRange> {
        @Override
        public void write(ByteRange piece, DataOutput out) throws IOException {
            if (!regions.contains(piece.region())) {
                regions.add(piece.region());
            }
            out.writeInt(regions.indexOf(piece.region()));
            out.writeLong(piece.offset());
            out.writeLong(piece.length());
        }

        @Override
        public ByteRange read(DataInput in) throws IOException {
            return new ByteRange(regions.get(in.readInt()), in.readLong(), in.readLong());
        }
    }

    /** Creates an empty state. */
    public DeviceData() {}

    /** Adds the next bytes; null for bytes that could not be kept. */
    public void append(ByteRange piece) throws IOException {
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
        SpillList.Cursor<ByteRange> cursor = ranges.cursor();
        return new ConcatInputStream(() -> {
            ByteRange next = cursor.next();
            return next == null ? null : next.open();
        });
    }

    @Override
    public void close() throws IOException {
        ranges.close();
    }
}
