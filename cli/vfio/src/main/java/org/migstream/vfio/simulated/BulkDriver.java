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
final class BulkDriver extends ImageDeviceModel implements SimulatedDriver, ImageSaver.RecordFormat {
    private static final SimulatedOption SIZE = new SimulatedOption(
            SparseImage.SIZE_OPTION, "BYTES", "has as much content (1M), up to 4T; what is as FILL says takes no room");

    static final List<SimulatedOption> OPTIONS = List.of(SIZE, SparseImage.FILL_OPTION);

    private static final long DEFAULT_SIZE = 1 << 20;
    /** "MSIMBULK" in memory. */
    private static final long MAGIC = 0x4b4c55424d49534dL;

    private static final int HEADER_LENGTH = 16;

    BulkDriver(OptionValues options) {
        super(options, SIZE, SparseImage.MAX_SIZE, DEFAULT_SIZE);
    }

    @Override
    public String driverName() {
        return null;
    }

    @Override
    public MigrationFlags defaultFlags() {
        return MigrationFlags.ALL;
    }

    @Override
    public boolean returnsEnomsg() {
        return true;
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        // The ids of QEMU's devices for tests and of nothing else (docs/specs/pci-ids.rst).
        return new PciConfigBuilder(0x1b36, 0x0005, 0x00ff00).msix(2).build();
    }

    @Override
    public long stopCopyLength(StateContent content) {
        return 3 * HEADER_LENGTH + contentSize();
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtying) throws IOException {
        return new ImageSaver(openImage(content), dirtying, this);
    }

    @Override
    public void addHeader(RecordQueue outgoing) {
        outgoing.add(twoLongs(MAGIC, contentSize()), ImageRange.EMPTY);
    }

    @Override
    public void addRange(RecordQueue outgoing, ImageRange part, boolean last) {
        if (!part.isEmpty()) {
            outgoing.add(twoLongs(part.offset(), part.length()), part);
        }
    }

    @Override
    public void addTrailer(RecordQueue outgoing) {
        outgoing.add(twoLongs(contentSize(), 0), ImageRange.EMPTY);
    }

    private static ByteBuffer twoLongs(long one, long other) {
        return ByteBuffer.allocate(HEADER_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(one)
                .putLong(other)
                .flip();
    }

    @Override
    public StateLoader beginLoad(StateContent content) throws IOException {
        return new BulkLoader(createImage(content));
    }

    /** Takes records as they come, and lets nothing be left out. */
    private static final class BulkLoader implements StateLoader {
        private final SparseImage image;
        private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        private ImageRange recordRemaining = ImageRange.EMPTY;
        private long coveredBytes;
        private boolean headerSeen;
        private boolean endSeen;

        BulkLoader(SparseImage image) {
            this.image = image;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                DriverCheck.require(!endSeen, "write the data", Errno.EINVAL);
                int room = (int) Math.min(
                        from.remaining(), recordRemaining.isEmpty() ? header.remaining() : recordRemaining.length());
                ByteBuffer part = from.slice(from.position(), room);
                from.position(from.position() + room);
                if (!recordRemaining.isEmpty()) {
                    image.write(part, recordRemaining.offset());
                    recordRemaining = recordRemaining.skip(room);
                } else if (!header.put(part).hasRemaining()) {
                    beginRecord(header.getLong(0), header.getLong(8));
                    header.clear();
                }
            }
        }

        private void beginRecord(long offset, long length) throws IOException {
            if (!headerSeen) {
                headerSeen = true;
                DriverCheck.require(offset == MAGIC && length == image.size(), "write the data", Errno.EINVAL);
                return;
            }
            boolean inside = offset >= 0 && length >= 0 && offset <= image.size() - length;
            DriverCheck.require(inside && offset <= coveredBytes, "write the data", Errno.EINVAL);
            recordRemaining = new ImageRange(offset, length);
            coveredBytes = Math.max(coveredBytes, offset + length);
            endSeen = length == 0 && offset == image.size();
        }

        @Override
        public void finish() throws IOException {
            DriverCheck.require(endSeen && coveredBytes == image.size(), "load the state", Errno.EINVAL);
        }
    }
}
