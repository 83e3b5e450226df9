// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.migstream.io.SparseFile;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageCopy;
import org.migstream.ram.PageSink;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;

/**
 * The end of a pipeline: a file in which every page of guest memory has its place (QEMU {@code mapped_ram_setup_ramblock}
 * in migration/ram.c). When the list of blocks is complete all places are known, so the rest of the stream is written
 * behind them as it comes, and the pages into their places.
 */
final class MappedRamSink extends TransformingSink implements PageSink {
    /** QEMU's {@code MAPPED_RAM_FILE_OFFSET_ALIGNMENT}. */
    private static final long ALIGNMENT = 1 << 20;

    private static final int DEFAULT_PAGE_SIZE = 1 << 12;

    private final SparseFile file;
    private final MainStreamPageReader pages = new MainStreamPageReader(this);
    private final List<RamBlock> pendingBlocks = new ArrayList<>();
    private final Map<String, BlockRegion> regions = new HashMap<>();
    private long pageSize = DEFAULT_PAGE_SIZE;
    private OutputStream out;
    private MigrationWriter writer;
    /** Where in the file the writer has begun. */
    private long writerStart;

    private boolean hasConfiguration;

    /** Where a block's bitmap and pages stand in the file. */
    private record BlockRegion(long bitmapOffset, long pagesOffset, long length) {}

    /**
     * Writes into a file.
     *
     * @param file an empty one
     * @param pageSize of the guest, if it is known
     */
    MappedRamSink(SparseFile file, OptionalInt pageSize) {
        super(ElementSink.DISCARD);
        this.file = file;
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
                    "convert.no-configuration",
                    "the stream has no configuration, where it would have to say that its pages have places");
        }
        if (block.guestAddress().isPresent()) {
            throw ConversionException.unsupported(
                    "convert.shared-memory", "QEMU does not load x-ignore-shared and mapped-ram together");
        }
        return block;
    }

    private void writeBlockList() throws IOException {
        for (RamBlock block : pendingBlocks) {
            RamBlock entry = MappedRamFormat.addTo(block, new MappedRamRegion.Header(1, pageSize, 0, 0));
            long bitmap = position() + entry.headLength();
            long unaligned = bitmap + MappedRamRegion.bitmapLength(block.usedLength(), pageSize);
            long first = (unaligned + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            writer.write(MappedRamFormat.addTo(block, new MappedRamRegion.Header(1, pageSize, bitmap, first)));
            regions.put(block.name(), new BlockRegion(bitmap, first, block.usedLength()));
            out.flush();
            startWriter(Math.addExact(first, block.usedLength()));
        }
        pendingBlocks.clear();
    }

    /** Where in the file the next element will stand. */
    long position() {
        return writerStart + writer.position();
    }

    private void startWriter(long place) {
        writerStart = place;
        out = new BufferedOutputStream(file.outputStreamAt(place), 1 << 16);
        writer = new MigrationWriter(out);
    }

    @Override
    public void acceptPage(PageCopy copy) throws IOException {
        if (!copy.isContentKnown() || copy.length() != pageSize) {
            throw ConversionException.unsupported(
                    "ram.unknown-page",
                    copy.isContentKnown()
                            ? "pages of " + copy.length() + " bytes, which a pipe tells too late: convert a file"
                            : "a page is packed in a way that is not read");
        }
        BlockRegion place = regions.get(copy.block());
        int length = (int) Math.min(copy.length(), place.length() - copy.address());
        file.write(place.pagesOffset() + copy.address(), copy.content(), length);
        long index = copy.address() / pageSize;
        byte[] bits = new byte[1];
        file.read(place.bitmapOffset() + index / Byte.SIZE, bits);
        int bit = 1 << index % Byte.SIZE;
        bits[0] = (byte) (copy.isZero() ? bits[0] & ~bit : bits[0] | bit);
        file.write(place.bitmapOffset() + index / Byte.SIZE, bits, 1);
    }

    @Override
    public boolean readLatestCopy(String block, long address, byte[] into) throws IOException {
        file.read(regions.get(block).pagesOffset() + address, into);
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
