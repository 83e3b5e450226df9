// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationFlags;

/**
 * A virtual function of an NVIDIA ConnectX (drivers/vfio/pci/mlx5): records without a beginning or an end around images
 * that only the firmware understands. Little-endian:
 *
 * <pre>
 *   record  u64 size | u32 flags, bit 0: optional | u32 tag | payload
 *     tag 1, optional, first: u64 how large a buffer the last image needs
 *     tag 0: an image: all of the state, its changes while it runs, and what is left when it has stopped
 * </pre>
 *
 * <p>The kernel's part is the kernel's. The firmware's is ours: an image is
 *
 * <pre>
 *   u64 magic "MSIMFWIM" | u64 size of the state | u64 offset | u64 length | that part of the state
 * </pre>
 */
final class Mlx5Driver extends ImageModel implements SimulatedDriver, ImageSaving.Framing {
    static final int RECORD_HEADER = 16;
    static final int FW_DATA = 0;
    static final int STOP_COPY_SIZE = 1;
    static final int OPTIONAL = 1;
    /** "MSIMFWIM" in memory. */
    static final long MAGIC = 0x4d4957464d49534dL;

    static final int IMAGE_HEADER = 32;
    /** The kernel needs an image in memory, and so do we. */
    static final int LARGEST = 8 << 20;

    private static final Option SIZE = new Option(Image.SIZE, "BYTES", "has as large a state (256K), up to 8M");
    private static final Option CHUNK = new Option(
            "chunk", "BYTES", "gives the last image in records of this size (migration_in_chunks); else in one");

    static final List<Option> OPTIONS = List.of(SIZE, Image.FILL, CHUNK);

    private static final int DEFAULT_SIZE = 256 << 10;
    private static final int PAGE = 4096;

    private final long chunk;

    Mlx5Driver(Options options) {
        super(options, SIZE, LARGEST, DEFAULT_SIZE);
        chunk = options.number(CHUNK, PAGE, LARGEST, LARGEST);
    }

    @Override
    public String driver() {
        return "mlx5";
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
        return new PciFunction(0x15b3, 0x101e, 0x020000).msix(64).build();
    }

    @Override
    public long stopCopyLength(Content content) {
        return hint();
    }

    /** State and tenth of it more, in pages: mlx5vf_add_stop_copy_header(). */
    private long hint() {
        long needed = IMAGE_HEADER + size() + size() / 10;
        return (needed + PAGE - 1) / PAGE * PAGE;
    }

    @Override
    public Saving save(Content content, Dirtying dirtying) throws IOException {
        return new ImageSaving(open(content), dirtying, this);
    }

    @Override
    public void begin(Outgoing outgoing) {
        ByteBuffer record = record(STOP_COPY_SIZE, OPTIONAL, 0, Long.BYTES).putLong(hint());
        outgoing.add(record.flip(), Extent.NONE);
    }

    @Override
    public void part(Outgoing outgoing, Extent part, boolean last) {
        Extent left = part;
        do {
            long length = last ? Math.min(left.length(), chunk) : left.length();
            ByteBuffer header = record(FW_DATA, 0, length, IMAGE_HEADER)
                    .putLong(MAGIC)
                    .putLong(size())
                    .putLong(left.offset())
                    .putLong(length);
            outgoing.add(header.flip(), new Extent(left.offset(), length));
            left = left.after(length);
        } while (!left.isEmpty());
    }

    /** A record of which {@code own} bytes are added here and {@code others} come from elsewhere. */
    private static ByteBuffer record(int tag, int flags, long others, int own) {
        return ByteBuffer.allocate(RECORD_HEADER + own)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(own + others)
                .putInt(flags)
                .putInt(tag);
    }

    @Override
    public void end(Outgoing outgoing) {
        // Nothing says that there are no more records.
    }

    @Override
    public Loading load(Content content) throws IOException {
        return new Mlx5Loading(blank(content));
    }
}
