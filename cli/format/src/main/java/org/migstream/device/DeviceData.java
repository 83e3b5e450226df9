// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.device.DeviceDataStore.DataRange;
import org.migstream.device.DeviceDataStore.RangeSource;
import org.migstream.io.BlockInputStream;
import org.migstream.io.SpillList;

/**
 * The bytes that a device's driver wrote, joined from all sections and packets of the stream. A destination writes
 * exactly these bytes to the driver's data descriptor.
 */
public final class DeviceData implements Closeable {
    private final List<RangeSource> sources = new ArrayList<>();
    private final SpillList<DataRange> ranges = new SpillList<>(new RangeCodec());
    /** The last range, which can still grow. */
    private @Nullable DataRange pending;

    private boolean lost;

    /** Writes the index of a source instead of the source. A stream has many ranges, but few sources. */
    private final class RangeCodec implements SpillList.Codec<DataRange> {
        @Override
        public void write(DataRange range, DataOutput out) throws IOException {
            if (!sources.contains(range.source())) {
                sources.add(range.source());
            }
            out.writeInt(sources.indexOf(range.source()));
            out.writeLong(range.offset());
            out.writeLong(range.length());
        }

        @Override
        public DataRange read(DataInput in) throws IOException {
            return new DataRange(sources.get(in.readInt()), in.readLong(), in.readLong());
        }
    }

    /** Creates empty data. */
    public DeviceData() {}

    /**
     * Appends the next range of bytes.
     *
     * @param range null if the bytes could not be kept, which marks all data as lost
     */
    public void append(@Nullable DataRange range) throws IOException {
        if (range == null) {
            markLost();
        } else if (pending != null && pending.isFollowedBy(range)) {
            pending = pending.joinWith(range);
        } else {
            flushPending();
            pending = range;
        }
    }

    private void flushPending() throws IOException {
        if (pending != null) {
            ranges.add(pending);
            pending = null;
        }
    }

    /** Records that some bytes could not be kept. */
    void markLost() {
        lost = true;
    }

    /** Returns whether some bytes could not be kept. The data is then incomplete and must not be read. */
    public boolean isLost() {
        return lost;
    }

    /** Returns a stream of all bytes. A skip does not read the bytes. */
    public InputStream open() throws IOException {
        flushPending();
        return new ConcatInputStream(ranges.cursor());
    }

    @Override
    public void close() throws IOException {
        ranges.close();
    }

    /** Reads one range after the other. A {@link java.io.SequenceInputStream} would read the bytes that it skips. */
    private static final class ConcatInputStream extends BlockInputStream {
        private final SpillList.Cursor<DataRange> rest;
        private @Nullable InputStream current = InputStream.nullInputStream();

        ConcatInputStream(SpillList.Cursor<DataRange> ranges) {
            this.rest = ranges;
        }

        private void openNext() throws IOException {
            DataRange next = rest.next();
            current = next == null ? null : next.open();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (current != null) {
                int count = current.read(into, from, length);
                if (count > 0) {
                    return count;
                }
                openNext();
            }
            return -1;
        }

        @Override
        public long skip(long count) throws IOException {
            long left = count;
            while (left > 0 && current != null) {
                long skipped = current.skip(left);
                left -= skipped;
                if (skipped == 0) {
                    openNext();
                }
            }
            return count - left;
        }
    }
}
