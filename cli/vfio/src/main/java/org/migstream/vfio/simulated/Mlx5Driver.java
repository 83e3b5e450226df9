// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/**
 * A virtual function of an NVIDIA ConnectX (drivers/vfio/pci/mlx5): records without a file header or end mark. Their
 * payloads are images of the firmware. Little-endian:
 *
 * <pre>
 *   record  u64 size | u32 flags, bit 0: optional | u32 tag | payload
 *     tag 1, optional, first: u64 size of the buffer for the last image
 *     tag 0: an image: the whole state, its changes in pre-copy, and the rest after the stop
 * </pre>
 *
 * <p>The record format is the format of the kernel. The format of the real firmware is not public; here an image is
 *
 * <pre>
 *   u64 magic "MSIMFWIM" | u64 size of the state | u64 offset | u64 length | that part of the state
 * </pre>
 */
final class Mlx5Driver extends ImageDeviceModel implements SimulatedDriver, ImageSaver.RecordFormat {
    static final int RECORD_HEADER_LENGTH = 16;
    static final int TAG_FW_DATA = 0;
    static final int TAG_STOP_COPY_SIZE = 1;
    static final int FLAG_OPTIONAL = 1;
    /** "MSIMFWIM" in memory. */
    static final long FIRMWARE_IMAGE_MAGIC = 0x4d4957464d49534dL;

    static final int IMAGE_HEADER_LENGTH = 32;
    /** The maximum size of the state, in bytes: an image must fit into memory, as in the kernel. */
    static final int MAX_SIZE = 8 << 20;

    private static final SimulatedOption SIZE =
            new SimulatedOption(SparseImage.SIZE_OPTION, "BYTES", "size of the state (256K), up to 8M");
    private static final SimulatedOption CHUNK = new SimulatedOption(
            "chunk", "BYTES", "give the last image in records of this size (migration_in_chunks); else in one record");

    static final List<SimulatedOption> OPTIONS = List.of(SIZE, SparseImage.FILL_OPTION, CHUNK);

    private static final int DEFAULT_SIZE = 256 << 10;
    private static final int PAGE_SIZE = 4096;

    private final long chunkSize;

    Mlx5Driver(OptionValues options) {
        super(options, SIZE, MAX_SIZE, DEFAULT_SIZE);
        chunkSize = options.number(CHUNK, PAGE_SIZE, MAX_SIZE, MAX_SIZE);
    }

    @Override
    public Optional<String> driverName() {
        return Optional.of("mlx5");
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
        return new PciConfigBuilder(0x15b3, 0x101e, 0x020000).msix(64).build();
    }

    @Override
    public long stopCopyLength(StateContent content) {
        return stopCopySizeHint();
    }

    /**
     * Returns the size of an image plus a tenth of the state, rounded up to pages. Corresponds to
     * mlx5vf_add_stop_copy_header().
     */
    private long stopCopySizeHint() {
        long needed = IMAGE_HEADER_LENGTH + contentSize() + contentSize() / 10;
        return (needed + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        return new ImageSaver(openImage(content), dirtyRounds, this);
    }

    @Override
    public void addHeader(RecordQueue outgoing) {
        ByteBuffer record =
                recordHeader(TAG_STOP_COPY_SIZE, FLAG_OPTIONAL, 0, Long.BYTES).putLong(stopCopySizeHint());
        outgoing.add(record.flip(), ImageRange.EMPTY);
    }

    @Override
    public void addRange(RecordQueue outgoing, ImageRange part, boolean last) {
        ImageRange left = part;
        do {
            long length = last ? Math.min(left.length(), chunkSize) : left.length();
            ByteBuffer header = recordHeader(TAG_FW_DATA, 0, length, IMAGE_HEADER_LENGTH)
                    .putLong(FIRMWARE_IMAGE_MAGIC)
                    .putLong(contentSize())
                    .putLong(left.offset())
                    .putLong(length);
            outgoing.add(header.flip(), new ImageRange(left.offset(), length));
            left = left.skip(length);
        } while (!left.isEmpty());
    }

    /**
     * Returns a record header with space for the first {@code firstLength} payload bytes. The other {@code imageLength}
     * payload bytes come from the image.
     */
    private static ByteBuffer recordHeader(int tag, int flags, long imageLength, int firstLength) {
        return ByteBuffer.allocate(RECORD_HEADER_LENGTH + firstLength)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(firstLength + imageLength)
                .putInt(flags)
                .putInt(tag);
    }

    @Override
    public void addTrailer(RecordQueue outgoing) {
        // The format has no end mark.
    }

    @Override
    public StateLoader beginLoad(StateContent content) throws IOException {
        return new Mlx5Loader(createImage(content));
    }
}
