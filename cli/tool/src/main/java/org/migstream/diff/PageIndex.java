// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.migstream.report.ConversionFindingCodes.RAM_TOO_LARGE;
import static org.migstream.stream.StreamFindingCodes.RAM_TOO_MANY_BLOCKS;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.PagedLongArray;
import org.migstream.io.SpillBuffer;
import org.migstream.ram.PageSink;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.RamRecord.RamBlock;

/**
 * The final content of every page of guest memory: its hash, and the location of its content for later XBZRLE deltas. A
 * page takes 32 bytes of a temporary file; 256 MiB of guest memory take about 1 KiB of heap.
 *
 * <pre>
 *   page number = chunk (high bits) | line in the chunk | page in the line: order and state, hash, hash, location
 * </pre>
 */
final class PageIndex implements PageSink, Closeable {
    private static final int LONGS_PER_ENTRY = 4;
    private static final int PAGES_PER_LINE = PagedLongArray.PAGE_LENGTH / LONGS_PER_ENTRY;
    private static final int LINES_PER_CHUNK = 1 << 8;
    /** Maximum number of chunks; a chunk takes about 1.1 KiB of heap. */
    private static final long MAX_CHUNKS = Runtime.getRuntime().maxMemory() >> 13;

    /** Location of a page whose content was not kept. A location of 0 or more is an offset in the source. */
    private static final long LOST = -1;
    /**
     * Location of the first copy in {@link #keptCopies}. Locations of later copies are smaller by their offset in it.
     */
    private static final long FIRST_COPY = -2;

    private static final int MAX_BLOCKS = 1 << 12;

    /** The state of a page. */
    enum State {
        /** The stream has no copy of the page. */
        ABSENT,
        /** All bytes are zero. */
        ZERO,
        /** Some bytes are not zero. */
        CONTENT,
        /** The stream has a copy with unreadable content. */
        UNKNOWN;

        private static final State[] ALL = values();
        private static final int BITS = 2;
    }

    private final PageHash hash;
    private final ByteSource source;
    private final long keepLimit;
    private final PagedLongArray lines = new PagedLongArray();
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final SpillBuffer keptCopies = new SpillBuffer();
    private @Nullable Block lastBlock;
    private long chunkCount;

    /** A RAM block. */
    static final class Block {
        private final String name;
        private final TreeMap<Long, int[]> chunks = new TreeMap<>();
        private long usedLength;
        private int pageSize;

        private Block(String name) {
            this.name = name;
        }

        /** Returns the length from the block list in bytes; 0 if the stream does not list the block. */
        long usedLength() {
            return usedLength;
        }

        /** Returns the page size in bytes; 0 if the stream has no page of the block. */
        int pageSize() {
            return pageSize;
        }

        /** Returns the number of the first page of each line. */
        NavigableSet<Long> firstPagesOfLines() {
            NavigableSet<Long> pages = new TreeSet<>();
            chunks.forEach((chunk, at) -> {
                for (int line = 0; line < LINES_PER_CHUNK; line++) {
                    if (at[line] != 0) {
                        pages.add((chunk * LINES_PER_CHUNK + line) * PAGES_PER_LINE);
                    }
                }
            });
            return pages;
        }
    }

    /**
     * Creates an empty index.
     *
     * @param source bytes of the main stream
     * @param keepLimit maximum number of bytes to copy from pages that cannot be read again
     */
    PageIndex(PageHash hash, ByteSource source, long keepLimit) {
        this.hash = hash;
        this.source = source;
        this.keepLimit = keepLimit;
    }

    /** Returns the blocks by name, in stream order. */
    Map<String, Block> blocks() {
        return blocks;
    }

    /** Returns the number of pages per line. */
    static int pagesPerLine() {
        return PAGES_PER_LINE;
    }

    @Override
    public void acceptBlock(RamBlock announced) throws IOException {
        block(announced.name()).usedLength = announced.usedLength();
    }

    private Block block(String name) throws IOException {
        if (lastBlock != null && lastBlock.name.equals(name)) {
            return lastBlock;
        }
        lastBlock = blocks.computeIfAbsent(name, Block::new);
        if (blocks.size() > MAX_BLOCKS) {
            throw new LimitExceededException(
                    RAM_TOO_MANY_BLOCKS, source.position(), "pages of more than " + MAX_BLOCKS + " RAM blocks");
        }
        return lastBlock;
    }

    @Override
    public void acceptPage(PageCopy copy) throws IOException {
        Block block = block(copy.block());
        State state = !copy.isContentKnown() ? State.UNKNOWN : copy.isZero() ? State.ZERO : State.CONTENT;
        if (block.pageSize == 0 && state == State.ZERO && copy.order() == 0) {
            // The page size is a guess before the first non-zero page, and a page that was not sent is zero anyway.
            return;
        }
        if (block.pageSize == 0) {
            block.pageSize = copy.length();
        }
        long number = copy.address() / block.pageSize;
        int line = lineIndex(block, number);
        int at = (int) (number % PAGES_PER_LINE) * LONGS_PER_ENTRY;
        long before = lines.get(line, at);
        if (before >> State.BITS > copy.order()) {
            return;
        }
        lines.set(line, at, copy.order() << State.BITS | state.ordinal());
        if (state == State.CONTENT) {
            lines.set(line, at + 1, hash.firstHalf(copy.content(), copy.length()));
            lines.set(line, at + 2, hash.secondHalf(copy.content(), copy.length()));
            lines.set(line, at + 3, copy.inputOffset() >= 0 ? copy.inputOffset() : storeCopy(copy));
        }
    }

    /** Copies the content of a page from a pipe to a temporary file, up to the limit, and returns its location. */
    private long storeCopy(PageCopy copy) throws IOException {
        if (keptCopies.length() + copy.length() > keepLimit) {
            return LOST;
        }
        long location = FIRST_COPY - keptCopies.length();
        keptCopies.write(copy.content(), 0, copy.length());
        return location;
    }

    private int lineIndex(Block block, long number) throws IOException {
        long chunk = number / PAGES_PER_LINE / LINES_PER_CHUNK;
        int[] chunkLines = block.chunks.get(chunk);
        if (chunkLines == null) {
            if (++chunkCount > MAX_CHUNKS) {
                throw new LimitExceededException(
                        RAM_TOO_LARGE,
                        source.position(),
                        "the guest memory is too large to compare with this heap: enlarge it"
                                + " (MIGSTREAM_JAVA_OPTS=-Xmx1g)");
            }
            chunkLines = new int[LINES_PER_CHUNK];
            block.chunks.put(chunk, chunkLines);
        }
        int lineInChunk = (int) (number / PAGES_PER_LINE % LINES_PER_CHUNK);
        if (chunkLines[lineInChunk] == 0) {
            chunkLines[lineInChunk] = lines.addPage() + 1;
        }
        return chunkLines[lineInChunk] - 1;
    }

    /** The final content of a page. */
    record Entry(State state, long firstHash, long secondHash) {
        static final Entry ABSENT = new Entry(State.ABSENT, 0, 0);

        /** Returns whether both pages are known to be equal. A page that was not sent is zero on the destination. */
        boolean hasSameContent(Entry other) {
            return isZero() && other.isZero() || state == State.CONTENT && equals(other);
        }

        private boolean isZero() {
            return state == State.ABSENT || state == State.ZERO;
        }
    }

    /** Returns the page with this number; {@link Entry#ABSENT} for a null block. */
    Entry entry(@Nullable Block block, long number) throws IOException {
        int[] chunkLines = block == null ? null : block.chunks.get(number / PAGES_PER_LINE / LINES_PER_CHUNK);
        int line = chunkLines == null ? 0 : chunkLines[(int) (number / PAGES_PER_LINE % LINES_PER_CHUNK)];
        if (line == 0) {
            return Entry.ABSENT;
        }
        int at = (int) (number % PAGES_PER_LINE) * LONGS_PER_ENTRY;
        State state = State.ALL[(int) lines.get(line - 1, at) & (1 << State.BITS) - 1];
        return state == State.CONTENT
                ? new Entry(state, lines.get(line - 1, at + 1), lines.get(line - 1, at + 2))
                : new Entry(state, 0, 0);
    }

    @Override
    public boolean readLatestCopy(String name, long address, byte[] into) throws IOException {
        Block block = block(name);
        if (block.pageSize == 0) {
            return true;
        }
        long number = address / block.pageSize;
        Entry entry = entry(block, number);
        if (entry.state() != State.CONTENT) {
            return entry.state() != State.UNKNOWN;
        }
        long location = lines.get(lineIndex(block, number), (int) (number % PAGES_PER_LINE) * LONGS_PER_ENTRY + 3);
        if (location >= 0) {
            return source.readAt(location, into) == into.length;
        }
        if (location == LOST) {
            return false;
        }
        try (InputStream copy = keptCopies.openRange(FIRST_COPY - location, into.length)) {
            return copy.readNBytes(into, 0, into.length) == into.length;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
        keptCopies.close();
    }
}
