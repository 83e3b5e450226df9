// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/**
 * A device with content of any size, for tests of throughput and of pre-copy rounds. No real driver uses this format.
 * Little-endian:
 *
 * <pre>
 *   header  u64 magic "MSIMBULK" | u64 size of the content
 *   record  u64 offset | u64 length | content     the first record has the whole content, the others have changes
 *   end     u64 size | u64 0
 * </pre>
 */
final class BulkDriver extends ImageDeviceModel implements SimulatedDriver, ImageSaver.RecordFormat {
    private static final SimulatedOption SIZE = new SimulatedOption(
            SparseImage.SIZE_OPTION,
            "BYTES",
            "size of the content (1M), up to 4T; unchanged content takes no disk space");

    static final List<SimulatedOption> OPTIONS = List.of(SIZE, SparseImage.FILL_OPTION);

    private static final long DEFAULT_SIZE = 1 << 20;
    /** "MSIMBULK" in memory. */
    private static final long MAGIC = 0x4b4c55424d49534dL;

    private static final int HEADER_LENGTH = 16;

    BulkDriver(OptionValues options) {
        super(options, SIZE, SparseImage.MAX_SIZE, DEFAULT_SIZE);
    }

    @Override
    public Optional<String> driverName() {
        return Optional.empty();
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
        // The ids of QEMU's PCI test device (docs/specs/pci-ids.rst).
        return new PciConfigBuilder(0x1b36, 0x0005, 0x00ff00).msix(2).build();
    }

    @Override
    public long stopCopyLength(StateContent content) {
        return 3 * HEADER_LENGTH + contentSize();
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        return new ImageSaver(openImage(content), dirtyRounds, this);
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

    private static ByteBuffer twoLongs(long first, long second) {
        return ByteBuffer.allocate(HEADER_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .flip();
    }

    @Override
    public StateLoader beginLoad(StateContent content) throws IOException {
        return new BulkLoader(createImage(content));
    }

    /** Loads records. Refuses a gap, a missing end record and data after the end record. */
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
                DeviceModel.require(!endSeen, "write the data", Errno.EINVAL);
                int count = (int) Math.min(
                        from.remaining(), recordRemaining.isEmpty() ? header.remaining() : recordRemaining.length());
                ByteBuffer part = from.slice(from.position(), count);
                from.position(from.position() + count);
                if (!recordRemaining.isEmpty()) {
                    image.write(part, recordRemaining.offset());
                    recordRemaining = recordRemaining.skip(count);
                } else if (!header.put(part).hasRemaining()) {
                    beginRecord(header.getLong(0), header.getLong(8));
                    header.clear();
                }
            }
        }

        private void beginRecord(long offset, long length) throws IOException {
            if (!headerSeen) {
                headerSeen = true;
                DeviceModel.require(offset == MAGIC && length == image.size(), "write the data", Errno.EINVAL);
                return;
            }
            boolean inside = offset >= 0 && length >= 0 && offset <= image.size() - length;
            DeviceModel.require(inside && offset <= coveredBytes, "write the data", Errno.EINVAL);
            recordRemaining = new ImageRange(offset, length);
            coveredBytes = Math.max(coveredBytes, offset + length);
            endSeen = length == 0 && offset == image.size();
        }

        @Override
        public void finish() throws IOException {
            DeviceModel.require(endSeen && coveredBytes == image.size(), "load the state", Errno.EINVAL);
        }
    }
}
