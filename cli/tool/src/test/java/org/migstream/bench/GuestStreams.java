// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamPage.Encoding;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** Streams such as QEMU writes for large guests. */
final class GuestStreams {
    static final long MIB = 1 << 20;
    private static final int PAGE = 4096;
    private static final String DEVICE = "0000:00:02.0/vfio";
    private static final long RAM_ID = 2;
    private static final long DEVICE_ID = 20;

    /** Pages between two changes of kind: dirty memory comes in runs. */
    private static final int RUN = 32;
    /** MiB of a firmware image with its head. */
    private static final long IMAGE = 64;

    private static final int MLX5_HEAD = 16;

    /** The header of an optional record STOP_COPY_SIZE, and the size. */
    private static final byte[] MLX5_HINT = {8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};

    /** Pages of one round. */
    private static final int ROUND = 4096;

    private GuestStreams() {}

    /** One device and one END section with records of holes. */
    static void sparse(StreamFile file, long records, long length) throws IOException {
        file.begin();
        setUp(file);
        file.open(Kind.END, DEVICE_ID, DEVICE);
        for (long i = 0; i < records; i++) {
            file.head(new VfioRecord.Data(0, length));
            file.hole(length);
        }
        file.flag(Tag.END_OF_STATE);
        file.shut();
        configuration(file);
        file.end("{\"page_size\": 4096, \"devices\": []}");
    }

    /**
     * An mlx5 device: the hint that begins the state of a driver with pre-copy, then firmware images of 64 MiB, sent in
     * records of 1 MiB, all but their heads holes.
     */
    static void mlx5(StreamFile file, long mebibytes) throws IOException {
        byte[] head = ByteBuffer.allocate(MLX5_HEAD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(IMAGE * MIB - MLX5_HEAD)
                .array();
        file.begin();
        setUp(file);
        file.open(Kind.END, DEVICE_ID, DEVICE);
        file.head(new VfioRecord.Data(0, MLX5_HINT.length));
        file.body(MLX5_HINT, 0, MLX5_HINT.length);
        for (long i = 0; i < mebibytes; i++) {
            file.head(new VfioRecord.Data(0, MIB));
            int there = i % IMAGE == 0 ? MLX5_HEAD : 0;
            file.body(head, 0, there);
            file.hole(MIB - there);
        }
        file.flag(Tag.END_OF_STATE);
        file.shut();
        configuration(file);
        file.end("{\"page_size\": 4096, \"devices\": []}");
    }

    /** Rounds of normal pages, half of each random, with zero pages between; a record of the device after each round. */
    static void ram(StreamFile file, long mebibytes) throws IOException {
        long pages = mebibytes * MIB / PAGE;
        List<RamBlock> blocks = List.of(
                block("pc.ram", 2 * pages * PAGE),
                block("vga.vram", 16 * MIB),
                block("/rom@etc/acpi/tables", 128 << 10),
                block("pc.bios", 256 << 10),
                block("0000:00:03.0/virtio-net-pci.rom", 512 << 10));
        file.begin();
        file.open(Kind.START, RAM_ID, "ram");
        file.head(new RamRecord.MemSize(
                0, blocks.stream().mapToLong(RamBlock::usedLength).sum()));
        for (RamBlock block : blocks) {
            file.head(block);
        }
        file.shutRam();
        setUp(file);
        PageWriter writer = new PageWriter(file);
        for (long round = 0; round * ROUND < pages; round++) {
            file.open(Kind.PART, RAM_ID, "ram");
            writer.page(blocks.get(1 + (int) (round % 4)), 0, Encoding.NORMAL);
            for (long page = round * ROUND; page < Math.min(pages, (round + 1) * ROUND); page++) {
                boolean zero = page / RUN % 4 == 3;
                writer.page(blocks.get(0), page * PAGE, zero ? Encoding.ZERO : Encoding.NORMAL);
            }
            file.shutRam();
            file.open(Kind.PART, DEVICE_ID, DEVICE);
            file.head(new VfioRecord.Data(0, PAGE));
            writer.random(PAGE);
            file.flag(Tag.END_OF_STATE);
            file.shut();
        }
        file.open(Kind.END, RAM_ID, "ram");
        file.shutRam();
        file.open(Kind.END, DEVICE_ID, DEVICE);
        file.flag(Tag.END_OF_STATE);
        file.shut();
        configuration(file);
        file.end("{\"page_size\": 4096, \"devices\": []}");
    }

    static RamBlock block(String name, long usedLength) {
        return new RamBlock(0, name, usedLength, OptionalLong.empty(), OptionalLong.empty(), null);
    }

    private static void setUp(StreamFile file) throws IOException {
        file.open(Kind.START, DEVICE_ID, DEVICE);
        file.flag(Tag.DEV_SETUP_STATE);
        file.flag(Tag.END_OF_STATE);
        file.shut();
    }

    private static void configuration(StreamFile file) throws IOException {
        file.open(Kind.FULL, DEVICE_ID, DEVICE);
        byte[] config = savedConfiguration();
        file.head(new VfioRecord.Config(0, new VfioConfigLayout(config.length, 0, 0, false, false)));
        file.body(config, 0, config.length);
        file.flag(Tag.END_OF_STATE);
        file.shut();
    }

    /** A real one: 4096 bytes of space and 64 vectors. */
    static byte[] savedConfiguration() throws IOException {
        try (InputStream in = GuestStreams.class.getResourceAsStream("/org/migstream/pci/mlx5.config.bin")) {
            return in.readAllBytes();
        }
    }

    /** Writes pages as {@code save_page_header} in QEMU's migration/ram.c does: a block is named when it changes. */
    private static final class PageWriter {
        private final StreamFile file;
        private final SplittableRandom random = new SplittableRandom(1);
        private final byte[] bytes = new byte[PAGE];
        private final byte[] half = new byte[PAGE / 2];
        private String last;

        PageWriter(StreamFile file) {
            this.file = file;
        }

        void page(RamBlock block, long address, Encoding encoding) throws IOException {
            boolean zero = encoding == Encoding.ZERO;
            boolean continued = block.name().equals(last);
            file.head(new RamPage(0, encoding, continued, block.name(), address, zero ? 1 : PAGE));
            last = block.name();
            if (zero) {
                file.body(new byte[1], 0, 1);
            } else {
                random(PAGE);
            }
        }

        void random(int length) throws IOException {
            random.nextBytes(half);
            System.arraycopy(half, 0, bytes, 0, half.length);
            file.body(bytes, 0, length);
        }
    }
}
