// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;

/**
 * A device that is like none, but as large as wanted: for throughput, and for many rounds of pre-copy. Little-endian:
 *
 * <pre>
 *   header  u64 magic "MSIMBULK" | u64 size of the content
 *   record  u64 offset | u64 length | content     the first has all of it, the others have what changed
 *   end     u64 size | u64 0
 * </pre>
 */
final class BulkDriver extends ImageModel implements SimulatedDriver, ImageSaving.Framing {
    private static final Option SIZE =
            new Option(Image.SIZE, "BYTES", "has as much content (1M), up to 4T; what is as FILL says takes no room");

    static final List<Option> OPTIONS = List.of(SIZE, Image.FILL);

    private static final long DEFAULT_SIZE = 1 << 20;
    /** "MSIMBULK" in memory. */
    private static final long MAGIC = 0x4b4c55424d49534dL;

    private static final int HEADER = 16;

    BulkDriver(Options options) {
        super(options, SIZE, Image.LARGEST, DEFAULT_SIZE);
    }

    @Override
    public String driver() {
        return null;
    }

    @Override
    public MigrationFlags features() {
        return MigrationFlags.ALL;
    }

    @Override
    public boolean answersNoMessage() {
        return true;
    }

    @Override
    public DeviceConfiguration configuration() {
        // The ids of QEMU's devices for tests and of nothing else (docs/specs/pci-ids.rst).
        return new PciFunction(0x1b36, 0x0005, 0x00ff00).msix(2).build();
    }

    @Override
    public long stopCopyLength(Content content) {
        return 3 * HEADER + size();
    }

    @Override
    public Saving save(Content content, Dirtying dirtying) throws IOException {
        return new ImageSaving(open(content), dirtying, this);
    }

    @Override
    public void begin(Outgoing outgoing) {
        outgoing.add(pair(MAGIC, size()), Extent.NONE);
    }

    @Override
    public void part(Outgoing outgoing, Extent part, boolean last) {
        if (!part.isEmpty()) {
            outgoing.add(pair(part.offset(), part.length()), part);
        }
    }

    @Override
    public void end(Outgoing outgoing) {
        outgoing.add(pair(size(), 0), Extent.NONE);
    }

    private static ByteBuffer pair(long one, long other) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(one)
                .putLong(other)
                .flip();
    }

    @Override
    public Loading load(Content content) throws IOException {
        return new BulkLoading(blank(content));
    }

    /** Takes records as they come, and lets nothing be left out. */
    private static final class BulkLoading implements Loading {
        private final Image image;
        private final ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        private Extent record = Extent.NONE;
        private long covered;
        private boolean begun;
        private boolean ended;

        BulkLoading(Image image) {
            this.image = image;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                Refusal.unless(!ended, "write the data", Errno.EINVAL);
                int room = (int) Math.min(from.remaining(), record.isEmpty() ? header.remaining() : record.length());
                ByteBuffer part = from.slice(from.position(), room);
                from.position(from.position() + room);
                if (!record.isEmpty()) {
                    image.write(part, record.offset());
                    record = record.after(room);
                } else if (!header.put(part).hasRemaining()) {
                    begin(header.getLong(0), header.getLong(8));
                    header.clear();
                }
            }
        }

        private void begin(long offset, long length) throws IOException {
            if (!begun) {
                begun = true;
                Refusal.unless(offset == MAGIC && length == image.size(), "write the data", Errno.EINVAL);
                return;
            }
            boolean inside = offset >= 0 && length >= 0 && offset <= image.size() - length;
            Refusal.unless(inside && offset <= covered, "write the data", Errno.EINVAL);
            record = new Extent(offset, length);
            covered = Math.max(covered, offset + length);
            ended = length == 0 && offset == image.size();
        }

        @Override
        public void finish() throws IOException {
            Refusal.unless(ended && covered == image.size(), "load the state", Errno.EINVAL);
        }
    }
}
