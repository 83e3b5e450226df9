// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

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
final class RamCounts {
    private static final int USUAL_PAGE_SIZE = 4096;

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private Block current;
    private final FindingLog findings;
    private boolean fillReported;
    private long totalBytes;
    private long flushes;
    private int seenPageSize = USUAL_PAGE_SIZE;

    RamCounts(FindingLog findings) {
        this.findings = findings;
    }

    private static final class Block {
        private final RamBlock entry;
        private final long[] pages = new long[RamPage.Encoding.values().length];

        Block(RamBlock entry) {
            this.entry = entry;
        }

        private long of(RamPage.Encoding encoding) {
            return pages[encoding.ordinal()];
        }

        RamSummary.Block summary() {
            return new RamSummary.Block(
                    entry.name(),
                    entry.usedLength(),
                    of(RamPage.Encoding.NORMAL),
                    of(RamPage.Encoding.ZERO),
                    of(RamPage.Encoding.XBZRLE),
                    of(RamPage.Encoding.COMPRESSED));
        }
    }

    /**
     * Takes the record that the reader stands at.
     *
     * @param body of it, as far as nobody else has read it: the byte that fills a page, a bitmap
     */
    void record(RamRecord record, MigrationReader reader, InputStream body) throws IOException {
        if (record instanceof RamPage page) {
            page(page, reader, body);
        } else if (record instanceof RamBlock entry) {
            blocks.put(entry.name(), new Block(entry));
        } else if (record instanceof RamRecord.MemSize size) {
            totalBytes = size.totalBytes();
        } else if (record instanceof RamRecord.FlagOnly mark) {
            flushes += mark.flag() == RamRecord.Flag.MULTIFD_FLUSH ? 1 : 0;
        } else if (record instanceof MappedRamRegion stretch && stretch.part() == MappedRamRegion.Part.BITMAP) {
            mapped(blocks.get(stretch.block()), stretch.pageSize(), body);
        }
    }

    private void page(RamPage page, MigrationReader reader, InputStream body) throws IOException {
        if (page.encoding() == RamPage.Encoding.ZERO && body.read() != 0 && !fillReported) {
            fillReported = true;
            findings.add(Finding.at(
                    page.offset(),
                    Severity.WARNING,
                    "ram.fill-byte",
                    "a page filled with another byte than 0: QEMU 9.0 and later refuse it"));
        }
        reader.skipBody();
        if (current == null || !current.entry.name().equals(page.block())) {
            current = blocks.get(page.block());
        }
        current.pages[page.encoding().ordinal()]++;
        if (page.encoding() == RamPage.Encoding.NORMAL) {
            seenPageSize = (int) page.bodyLength();
        }
    }

    /** A set bit is a page with content, a clear one a zero page; bits behind the last page do not count. */
    private static void mapped(Block block, long pageSize, InputStream bitmap) throws IOException {
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
                blocks.values().stream().map(Block::summary).toList();
        return new RamSummary(stated.orElse(seenPageSize), totalBytes, summaries, flushes);
    }
}
