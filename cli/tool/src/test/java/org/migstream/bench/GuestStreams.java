// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** Writes streams like those of QEMU for large guests. */
final class GuestStreams {
    static final long MIB = 1 << 20;
    private static final int PAGE = 4096;
    private static final String DEVICE = "0000:00:02.0/vfio";
    private static final long RAM_ID = 2;
    private static final long DEVICE_ID = 20;

    /** The number of successive pages of one kind: dirty memory comes in runs. */
    private static final int RUN = 32;
    /** The size of a firmware image with its header in MiB. */
    private static final long IMAGE = 64;

    private static final int MLX5_HEADER = 16;

    /** The header of an optional record STOP_COPY_SIZE, and the size. */
    private static final byte[] MLX5_HINT = {8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};

    /** The number of pages in one round. */
    private static final int ROUND = 4096;

    private GuestStreams() {}

    /** Writes one device and one END section with data records that are holes. */
    static void sparse(StreamFile file, long records, long length) throws IOException {
        file.writeBeginning();
        setupSection(file);
        file.openSection(Kind.END, DEVICE_ID, DEVICE);
        for (long i = 0; i < records; i++) {
            file.writeHead(new VfioRecord.Data(0, length));
            file.writeHole(length);
        }
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
        configurationSection(file);
        file.writeEnd("{\"page_size\": 4096, \"devices\": []}");
    }

    /**
     * Writes an mlx5 device: the size hint at the beginning of the state of a driver with pre-copy, then firmware images of 64
     * MiB in records of 1 MiB. Everything except the headers of the images is a hole.
     */
    static void mlx5(StreamFile file, long mebibytes) throws IOException {
        byte[] header = ByteBuffer.allocate(MLX5_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(IMAGE * MIB - MLX5_HEADER)
                .array();
        file.writeBeginning();
        setupSection(file);
        file.openSection(Kind.END, DEVICE_ID, DEVICE);
        file.writeHead(new VfioRecord.Data(0, MLX5_HINT.length));
        file.writeBody(MLX5_HINT, 0, MLX5_HINT.length);
        for (long i = 0; i < mebibytes; i++) {
            file.writeHead(new VfioRecord.Data(0, MIB));
            int headerLength = i % IMAGE == 0 ? MLX5_HEADER : 0;
            file.writeBody(header, 0, headerLength);
            file.writeHole(MIB - headerLength);
        }
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
        configurationSection(file);
        file.writeEnd("{\"page_size\": 4096, \"devices\": []}");
    }

    /** Writes rounds of normal pages (each half random) and zero pages, and a record of a device after each round. */
    static void ram(StreamFile file, long mebibytes) throws IOException {
        long pages = mebibytes * MIB / PAGE;
        List<RamBlock> blocks = List.of(
                block("pc.ram", 2 * pages * PAGE),
                block("vga.vram", 16 * MIB),
                block("/rom@etc/acpi/tables", 128 << 10),
                block("pc.bios", 256 << 10),
                block("0000:00:03.0/virtio-net-pci.rom", 512 << 10));
        file.writeBeginning();
        file.openSection(Kind.START, RAM_ID, "ram");
        file.writeHead(new RamRecord.MemSize(
                0, blocks.stream().mapToLong(RamBlock::usedLength).sum()));
        for (RamBlock block : blocks) {
            file.writeHead(block);
        }
        file.closeRamSection();
        setupSection(file);
        PageWriter writer = new PageWriter(file);
        for (long round = 0; round * ROUND < pages; round++) {
            file.openSection(Kind.PART, RAM_ID, "ram");
            writer.page(blocks.get(1 + (int) (round % 4)), 0, Encoding.NORMAL);
            for (long page = round * ROUND; page < Math.min(pages, (round + 1) * ROUND); page++) {
                boolean zero = page / RUN % 4 == 3;
                writer.page(blocks.get(0), page * PAGE, zero ? Encoding.ZERO : Encoding.NORMAL);
            }
            file.closeRamSection();
            file.openSection(Kind.PART, DEVICE_ID, DEVICE);
            file.writeHead(new VfioRecord.Data(0, PAGE));
            writer.random(PAGE);
            file.writeTag(Tag.END_OF_STATE);
            file.closeSection();
        }
        file.openSection(Kind.END, RAM_ID, "ram");
        file.closeRamSection();
        file.openSection(Kind.END, DEVICE_ID, DEVICE);
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
        configurationSection(file);
        file.writeEnd("{\"page_size\": 4096, \"devices\": []}");
    }

    /** Writes millions of zero pages, round after round, as a source with an idle guest does. */
    static void zeroPages(StreamFile file, long millions) throws IOException {
        RamBlock ram = block("pc.ram", 1_000_000L * PAGE);
        file.writeBeginning();
        file.openSection(Kind.START, RAM_ID, "ram");
        file.writeHead(new RamRecord.MemSize(0, ram.usedLength()));
        file.writeHead(ram);
        file.closeRamSection();
        PageWriter writer = new PageWriter(file);
        for (long round = 0; round < millions; round++) {
            file.openSection(Kind.PART, RAM_ID, "ram");
            for (long address = 0; address < ram.usedLength(); address += PAGE) {
                writer.page(ram, address, Encoding.ZERO);
            }
            file.closeRamSection();
        }
        file.openSection(Kind.END, RAM_ID, "ram");
        file.closeRamSection();
        file.writeEnd("{\"page_size\": 4096, \"devices\": []}");
    }

    static RamBlock block(String name, long usedLength) {
        return new RamBlock(0, name, usedLength, OptionalLong.empty(), OptionalLong.empty(), null);
    }

    private static void setupSection(StreamFile file) throws IOException {
        file.openSection(Kind.START, DEVICE_ID, DEVICE);
        file.writeTag(Tag.DEV_SETUP_STATE);
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
    }

    private static void configurationSection(StreamFile file) throws IOException {
        file.openSection(Kind.FULL, DEVICE_ID, DEVICE);
        byte[] config = savedConfiguration();
        file.writeHead(new VfioRecord.Config(0, new VfioConfigLayout(config.length, 0, 0, false, false)));
        file.writeBody(config, 0, config.length);
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
    }

    /** Returns a real configuration: 4096 bytes of configuration space and 64 MSI-X vectors. */
    static byte[] savedConfiguration() throws IOException {
        try (InputStream in = GuestStreams.class.getResourceAsStream("/org/migstream/pci/mlx5.config.bin")) {
            return in.readAllBytes();
        }
    }

    /**
     * Writes pages like {@code save_page_header} in QEMU's migration/ram.c: with the name of the block when it
     * changes.
     */
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
            file.writeHead(new RamPage(0, encoding, continued, block.name(), address, zero ? 1 : PAGE));
            last = block.name();
            if (zero) {
                file.writeBody(new byte[1], 0, 1);
            } else {
                random(PAGE);
            }
        }

        void random(int length) throws IOException {
            random.nextBytes(half);
            System.arraycopy(half, 0, bytes, 0, half.length);
            file.writeBody(bytes, 0, length);
        }
    }
}
