// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.migstream.inspect.report.RamSummary;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;

/** Counts the pages of guest memory, block by block. */
final class RamPageCounter {
    private static final int DEFAULT_PAGE_SIZE = 4096;

    private final Map<String, BlockCounter> blocks = new LinkedHashMap<>();
    private BlockCounter currentBlock;
    private final FindingLog findings;
    private boolean fillByteReported;
    private long totalBytes;
    private long multifdFlushes;
    private int observedPageSize = DEFAULT_PAGE_SIZE;

    RamPageCounter(FindingLog findings) {
        this.findings = findings;
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

        RamSummary.Block summary() {
            return new RamSummary.Block(
                    entry.name(),
                    entry.usedLength(),
                    pageCount(RamPage.Encoding.NORMAL),
                    pageCount(RamPage.Encoding.ZERO),
                    pageCount(RamPage.Encoding.XBZRLE),
                    pageCount(RamPage.Encoding.COMPRESSED));
        }
    }

    /**
     * Takes the record that the reader stands at.
     *
     * @param body of it, as far as nobody else has read it: the byte that fills a page, a bitmap
     */
    void count(RamRecord record, MigrationReader reader, InputStream body) throws IOException {
        if (record instanceof RamPage page) {
            countPage(page, reader, body);
        } else if (record instanceof RamBlock entry) {
            blocks.put(entry.name(), new BlockCounter(entry));
        } else if (record instanceof RamRecord.MemSize size) {
            totalBytes = size.totalBytes();
        } else if (record instanceof RamRecord.FlagOnly mark) {
            multifdFlushes += mark.flag() == RamRecord.Flag.MULTIFD_FLUSH ? 1 : 0;
        } else if (record instanceof MappedRamRegion stretch && stretch.part() == MappedRamRegion.Part.BITMAP) {
            countMappedPages(blocks.get(stretch.block()), stretch.pageSize(), body);
        }
    }

    private void countPage(RamPage page, MigrationReader reader, InputStream body) throws IOException {
        if (page.encoding() == RamPage.Encoding.ZERO && body.read() != 0 && !fillByteReported) {
            fillByteReported = true;
            findings.add(Finding.at(
                    page.offset(),
                    Severity.WARNING,
                    "ram.fill-byte",
                    "a page filled with another byte than 0: QEMU 9.0 and later refuse it"));
        }
        reader.skipBody();
        if (currentBlock == null || !currentBlock.entry.name().equals(page.block())) {
            currentBlock = blocks.get(page.block());
        }
        currentBlock.pages[page.encoding().ordinal()]++;
        if (page.encoding() == RamPage.Encoding.NORMAL) {
            observedPageSize = (int) page.bodyLength();
        }
    }

    /** A set bit is a page with content, a clear one a zero page; bits behind the last page do not count. */
    private static void countMappedPages(BlockCounter block, long pageSize, InputStream bitmap) throws IOException {
        long pages = MappedRamRegion.pageCount(block.entry.usedLength(), pageSize);
        long set = 0;
        byte[] words = new byte[1 << 13];
        for (int count; (count = bitmap.readNBytes(words, 0, words.length)) > 0; ) {
            for (int i = 0; i < count; i++) {
                set += Integer.bitCount(words[i] & 0xff);
            }
        }
        block.pages[RamPage.Encoding.NORMAL.ordinal()] += set;
        block.pages[RamPage.Encoding.ZERO.ordinal()] += Math.max(0, pages - set);
    }

    /**
     * All of it; null if the stream has no list of blocks.
     *
     * @param stated the page size, if the configuration or the description has it
     */
    RamSummary summary(OptionalInt stated) {
        if (blocks.isEmpty()) {
            return null;
        }
        List<RamSummary.Block> summaries =
                blocks.values().stream().map(BlockCounter::summary).toList();
        return new RamSummary(stated.orElse(observedPageSize), totalBytes, summaries, multifdFlushes);
    }
}
