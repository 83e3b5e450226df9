// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.RAM_FILL_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;

/** Counts the pages of guest memory in each RAM block. */
final class RamPageCounter {
    private static final int DEFAULT_PAGE_SIZE = PageCoverage.DEFAULT_PAGE_SIZE;

    /** The bitmap of a mapped-ram file is read in chunks of this number of bytes. */
    private static final int BITMAP_CHUNK_SIZE = 1 << 13;

    private final Map<String, BlockCounter> blocks = new LinkedHashMap<>();
    private final FindingLog findings;
    private final MappedRamOffsetCheck offsetCheck;
    private final PageCoverage coverage = new PageCoverage();
    private final EmptySlotCheck emptySlots = new EmptySlotCheck();
    private final boolean isOnlyReader;
    private @Nullable BlockCounter currentBlock;
    private boolean fillByteReported;
    private long totalBytes;
    private long multifdFlushes;
    private boolean ended;
    private int observedPageSize = DEFAULT_PAGE_SIZE;

    /**
     * @param isOnlyReader whether no other reader needs the content of pages. The counter then reads the slots of mapped-ram
     *     files, and skips the pages that it can count without an element
     */
    RamPageCounter(FindingLog findings, boolean isOnlyReader) {
        this.findings = findings;
        this.isOnlyReader = isOnlyReader;
        offsetCheck = new MappedRamOffsetCheck(findings);
    }

    private static final class BlockCounter {
        private final RamBlock entry;
        private final long[] pages = new long[RamPage.Encoding.values().length];

        BlockCounter(RamBlock entry) {
            this.entry = entry;
        }

        private long pageCount(RamPage.Encoding encoding) {
            return pages[encoding.ordinal()];
        }

        private boolean hasPages() {
            for (long count : pages) {
                if (count > 0) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Returns whether the block belongs to the blocks of which QEMU sends every page at least once, unless they are
         * shared (QEMU {@code ram_save_host_page}), and has no page.
         */
        private boolean isSkipped() {
            return entry.guestAddress().isPresent() && entry.usedLength() > 0 && !hasPages();
        }

        RamSummary.Block summary(boolean skippedIsLeftOut) {
            return new RamSummary.Block(
                    entry.name(),
                    entry.usedLength(),
                    pageCount(RamPage.Encoding.NORMAL),
                    pageCount(RamPage.Encoding.ZERO),
                    pageCount(RamPage.Encoding.XBZRLE),
                    pageCount(RamPage.Encoding.COMPRESSED),
                    entry.isLeftOut() || skippedIsLeftOut && isSkipped());
        }
    }

    /**
     * Counts the record that {@code reader} has just read.
     *
     * @param body the unread rest of the record's body; read only if it is a fill byte, a bitmap or the slots of pages
     */
    void count(RamRecord record, MigrationReader reader, InputStream body) throws IOException {
        if (record instanceof RamPage page) {
            countPage(page, reader, body);
        } else if (record instanceof RamBlock entry) {
            blocks.put(entry.name(), new BlockCounter(entry));
            offsetCheck.check(entry, reader.source().fileOffset());
            coverage.addBlock(entry);
        } else if (record instanceof RamRecord.MemSize size) {
            totalBytes = size.totalBytes();
        } else if (record instanceof RamRecord.FlagOnly flagOnly) {
            multifdFlushes += flagOnly.flag() == RamRecord.Flag.MULTIFD_FLUSH ? 1 : 0;
        } else if (record instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.BITMAP) {
            countMappedPages(findBlock(region.block()), region.pageSize(), body);
        } else if (isOnlyReader
                && record instanceof MappedRamRegion region
                && region.part() == MappedRamRegion.Part.PAGES) {
            emptySlots.readSlots(region, body);
        }
    }

    private void countPage(RamPage page, MigrationReader reader, InputStream body) throws IOException {
        if (page.encoding() == RamPage.Encoding.ZERO && body.read() != 0 && !fillByteReported) {
            fillByteReported = true;
            findings.add(Finding.at(
                    page.offset(),
                    Severity.WARNING,
                    RAM_FILL_BYTE,
                    "a page is filled with a byte other than 0: QEMU 9.0 and later refuse it"));
        }
        reader.skipBody();
        BlockCounter block = currentBlock;
        if (block == null || !block.entry.name().equals(page.block())) {
            block = findBlock(page.block());
            currentBlock = block;
        }
        addPage(block, page.encoding(), page.address(), (int) page.bodyLength());
        if (isOnlyReader) {
            BlockCounter current = block;
            reader.skipPages((encoding, address, bodyLength) -> addPage(current, encoding, address, bodyLength));
        }
    }

    private void addPage(BlockCounter block, RamPage.Encoding encoding, long address, int bodyLength) {
        block.pages[encoding.ordinal()]++;
        coverage.addPage(block.entry.name(), address);
        if (encoding == RamPage.Encoding.NORMAL) {
            observedPageSize = bodyLength;
        }
    }

    /** Returns the counter of a block. The parser has already rejected pages of unlisted blocks. */
    private BlockCounter findBlock(String name) {
        BlockCounter block = blocks.get(name);
        if (block == null) {
            throw new IllegalStateException("no RAM block " + name);
        }
        return block;
    }

    /** Counts a set bit as a page with content and a clear bit as a zero page. Padding bits are not counted. */
    private void countMappedPages(BlockCounter block, long pageSize, InputStream bitmap) throws IOException {
        long pages = MappedRamRegion.pageCount(block.entry.usedLength(), pageSize);
        coverage.addWholeBlock(block.entry.name());
        emptySlots.beginBitmap();
        long contentPages = 0;
        long offset = 0;
        byte[] chunk = bitmap.readNBytes(BITMAP_CHUNK_SIZE);
        while (chunk.length > 0) {
            contentPages += BitSet.valueOf(chunk).cardinality();
            emptySlots.addBitmap(offset, chunk, pages);
            offset += chunk.length;
            chunk = bitmap.readNBytes(BITMAP_CHUNK_SIZE);
        }
        block.pages[RamPage.Encoding.NORMAL.ordinal()] += contentPages;
        block.pages[RamPage.Encoding.ZERO.ordinal()] += Math.max(0, pages - contentPages);
        emptySlots.addClearBits(pages - contentPages);
    }

    /** Sets the page size in bytes of the configuration. The default is 4096. */
    void setPageSize(OptionalInt pageSize) {
        pageSize.ifPresent(coverage::setPageSize);
    }

    /**
     * Forgets the pages that the command POSTCOPY_RAM_DISCARD lists: the source has changed them, and sends them again.
     *
     * @param body the data of the command
     */
    void discard(InputStream body) throws IOException {
        coverage.discard(body);
    }

    /** Notes that the END section of ram was read. */
    void end() {
        ended = true;
    }

    /**
     * Returns all counts; empty if the stream has no list of blocks.
     *
     * @param pageSize in bytes, if the configuration or the vmdescription has it
     */
    Optional<RamSummary> summary(OptionalInt pageSize) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        boolean anyPages = false;
        for (BlockCounter block : blocks.values()) {
            anyPages |= block.hasPages();
        }
        List<RamSummary.Block> summaries = new ArrayList<>();
        for (BlockCounter block : blocks.values()) {
            summaries.add(block.summary(ended && multifdFlushes == 0 && anyPages));
        }
        offsetCheck.finish(pageSize);
        emptySlots.finish(findings);
        int size = pageSize.orElse(observedPageSize);
        return Optional.of(new RamSummary(
                size, totalBytes, summaries, multifdFlushes, ended, coverage.missingPages(size, summaries)));
    }
}
