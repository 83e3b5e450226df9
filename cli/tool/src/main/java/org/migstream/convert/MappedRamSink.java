// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_CONFIGURATION;
import static org.migstream.report.ConversionFindingCodes.RAM_UNKNOWN_PAGE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.migstream.io.SparseFile;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageSink;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;

/**
 * Writes a file in which each page of guest memory has a fixed offset (QEMU {@code mapped_ram_setup_ramblock} in
 * migration/ram.c). All offsets are known once the list of blocks is complete. Then the sink writes the rest of the
 * stream after the regions, and each page at its offset. A block that the source left out gets no regions, and a header
 * whose offsets are 0.
 */
final class MappedRamSink extends TransformingSink implements PageSink {
    private static final int DEFAULT_PAGE_SIZE = 1 << 12;

    private final SparseFile file;
    private final MainStreamPageReader pages = new MainStreamPageReader(this);
    private final Set<String> leftOutBlocks;
    private final Set<String> blocksWithPages = new HashSet<>();
    private final List<RamBlock> pendingBlocks = new ArrayList<>();
    private final Map<String, BlockRegion> regions = new HashMap<>();
    private long pageSize = DEFAULT_PAGE_SIZE;
    private OutputStream out;
    private MigrationWriter writer;
    /** File offset at which the current writer started. */
    private long writerStart;

    private boolean hasConfiguration;

    /** File offsets of the bitmap and of the pages of a block, and the used length of the block in bytes. */
    private record BlockRegion(long bitmapOffset, long pagesOffset, long length) {}

    /**
     * Creates a sink that writes the stream from offset 0 of the file.
     *
     * @param file an empty file
     * @param pageSize page size of the guest in bytes, if known
     * @param leftOutBlocks names of the blocks that the source left out; their pages are ignored
     */
    MappedRamSink(SparseFile file, OptionalInt pageSize, Set<String> leftOutBlocks) {
        super(ElementSink.DISCARD);
        this.file = file;
        this.leftOutBlocks = Set.copyOf(leftOutBlocks);
        startWriter(0);
        setPageSize(pageSize);
    }

    private void setPageSize(OptionalInt size) {
        pages.setPageSize(size);
        pageSize = size.orElse((int) pageSize);
    }

    @Override
    void transform(Element element, InputStream body) throws IOException {
        if (element instanceof RamBlock block) {
            pendingBlocks.add(checkBlock(block));
            return;
        }
        if (!pendingBlocks.isEmpty()) {
            writeBlockList();
        }
        if (element instanceof RamPage page) {
            pages.readRecord(page, body);
        } else if (element instanceof Configuration configuration) {
            hasConfiguration = true;
            setPageSize(configuration.pageSize());
            writer.write(configuration);
        } else if (element instanceof RamRecord.FlagOnly mark && mark.flag() == Flag.MULTIFD_FLUSH) {
            throw MultifdChannels.channelsRequired();
        } else {
            writer.write(element, body);
        }
    }

    private RamBlock checkBlock(RamBlock block) throws ConversionException {
        if (!hasConfiguration) {
            throw ConversionException.invalidRequest(
                    CONVERT_NO_CONFIGURATION,
                    "the stream has no configuration section, so it cannot announce the capability mapped-ram");
        }
        return block;
    }

    /** Returns the names of the blocks of which the stream has no page. */
    Set<String> blocksWithoutPages() {
        Set<String> names = new HashSet<>(regions.keySet());
        names.removeAll(blocksWithPages);
        return names;
    }

    private void writeBlockList() throws IOException {
        for (RamBlock block : pendingBlocks) {
            if (leftOutBlocks.contains(block.name())) {
                writer.write(MappedRamFormat.addTo(block, new MappedRamRegion.Header(1, pageSize, 0, 0)));
                continue;
            }
            RamBlock entry = MappedRamFormat.addTo(block, new MappedRamRegion.Header(1, pageSize, 0, 0));
            long bitmapOffset = position() + entry.headLength();
            long bitmapEnd = bitmapOffset + MappedRamRegion.bitmapLength(block.usedLength(), pageSize);
            long pagesOffset = MappedRamFormat.alignPages(bitmapEnd);
            writer.write(
                    MappedRamFormat.addTo(block, new MappedRamRegion.Header(1, pageSize, bitmapOffset, pagesOffset)));
            regions.put(block.name(), new BlockRegion(bitmapOffset, pagesOffset, block.usedLength()));
            out.flush();
            startWriter(Math.addExact(pagesOffset, block.usedLength()));
        }
        pendingBlocks.clear();
    }

    /** Returns the file offset of the next element. */
    long position() {
        return writerStart + writer.position();
    }

    private void startWriter(long offset) {
        writerStart = offset;
        out = new BufferedOutputStream(file.outputStreamAt(offset), 1 << 16);
        writer = new MigrationWriter(out);
    }

    @Override
    public void acceptPage(PageCopy copy) throws IOException {
        if (leftOutBlocks.contains(copy.block())) {
            return;
        }
        if (!copy.isContentKnown() || copy.length() != pageSize) {
            throw ConversionException.unsupported(
                    RAM_UNKNOWN_PAGE,
                    copy.isContentKnown()
                            ? "the pages have " + copy.length()
                                    + " bytes, and a pipe shows this too late: write the stream to a file first"
                            : "a page is compressed in an unsupported format");
        }
        BlockRegion region = regionOf(copy.block());
        blocksWithPages.add(copy.block());
        int length = (int) Math.min(copy.length(), region.length() - copy.address());
        file.write(region.pagesOffset() + copy.address(), copy.content(), length);
        long index = copy.address() / pageSize;
        byte[] bits = new byte[1];
        file.read(region.bitmapOffset() + index / Byte.SIZE, bits);
        int bit = 1 << index % Byte.SIZE;
        bits[0] = (byte) (copy.isZero() ? bits[0] & ~bit : bits[0] | bit);
        file.write(region.bitmapOffset() + index / Byte.SIZE, bits, 1);
    }

    /** Returns the region of a block. The page reader rejects pages of blocks that the stream did not list. */
    private BlockRegion regionOf(String block) {
        return Objects.requireNonNull(regions.get(block), block);
    }

    @Override
    public boolean readLatestCopy(String block, long address, byte[] into) throws IOException {
        file.read(regionOf(block).pagesOffset() + address, into);
        return true;
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
