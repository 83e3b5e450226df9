// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.migstream.inspect.report.RamSummary;
import org.migstream.io.SpillList;

/** Guest memory, block by block and page by page, as it was in the end. */
final class MemoryComparison implements Closeable {
    private static final DifferenceArea AREA = DifferenceArea.MEMORY;

    private final Side a;
    private final Side b;
    private final Differences differences;
    private final boolean listing;
    private final List<MemoryDifference> blocks = new ArrayList<>();
    private final SpillList<MemoryDifference.PageRange> stretches = new SpillList<>(MemoryDifference.PageRange.CODEC);

    /** @param listing whether the pages that differ are listed */
    MemoryComparison(Side a, Side b, Differences differences, boolean listing) {
        this.a = a;
        this.b = b;
        this.differences = differences;
        this.listing = listing;
    }

    List<MemoryDifference> blocks() {
        return blocks;
    }

    SpillList<MemoryDifference.PageRange> stretches() {
        return stretches;
    }

    void compare() throws IOException {
        boolean comparable = !elsewhere();
        Set<String> names = new LinkedHashSet<>(a.pages().blocks().keySet());
        names.addAll(b.pages().blocks().keySet());
        for (String name : names) {
            PageIndex.Block here = a.pages().blocks().get(name);
            PageIndex.Block there = b.pages().blocks().get(name);
            differences.compare(AREA, null, "block " + name, size(here), size(there), null);
            if (comparable && here != null && there != null) {
                pages(name, here, there);
            }
        }
    }

    private static String size(PageIndex.Block block) {
        return block == null ? null : block.usedLength() + " bytes";
    }

    /** Whether pages went over channels that are not given. */
    private boolean elsewhere() {
        boolean here = elsewhere(a);
        boolean there = elsewhere(b);
        if (here && there) {
            differences.note("pages of guest memory that went over multifd channels, which are not given for either");
        } else if (here || there) {
            differences.notCompared("guest memory: it went over multifd channels, which are not given for "
                    + (here ? a : b).name() + " (--channel-a, --channel-b)");
        }
        return here != there;
    }

    private static boolean elsewhere(Side side) {
        RamSummary ram = side.report().outline().ram();
        return ram != null
                && ram.multifdFlushes() > 0
                && side.report().channels().isEmpty();
    }

    private void pages(String name, PageIndex.Block here, PageIndex.Block there) throws IOException {
        if (here.pageSize() != there.pageSize() && here.pageSize() != 0 && there.pageSize() != 0) {
            differences.notCompared("RAM block \"" + name + "\": its pages have " + here.pageSize() + " bytes in one, "
                    + there.pageSize() + " in the other");
            return;
        }
        BlockComparison pages = new BlockComparison(name, Math.max(here.pageSize(), there.pageSize()));
        NavigableSet<Long> lines = new TreeSet<>(here.firstPages());
        lines.addAll(there.firstPages());
        for (long line : lines) {
            for (long page = line; page < line + PageIndex.pagesInLine(); page++) {
                pages.compare(page, a.pages().entry(here, page), b.pages().entry(there, page));
            }
        }
        pages.end();
    }

    /** The pages of one block. */
    private final class BlockComparison {
        private final String name;
        private final int pageSize;
        private long count;
        private long unknown;
        private long first = -1;
        private long begin;
        private long next = -1;

        BlockComparison(String name, int pageSize) {
            this.name = name;
            this.pageSize = pageSize;
        }

        void compare(long page, PageIndex.Entry here, PageIndex.Entry there) throws IOException {
            if (here.same(there) || notReached(here, a) || notReached(there, b)) {
                return;
            }
            if (here.state() == PageIndex.State.UNKNOWN || there.state() == PageIndex.State.UNKNOWN) {
                unknown++;
                return;
            }
            count++;
            first = first < 0 ? page : first;
            if (page != next) {
                flush();
                begin = page;
            }
            next = page + 1;
        }

        private boolean notReached(PageIndex.Entry entry, Side side) {
            return entry.state() == PageIndex.State.ABSENT && !side.whole();
        }

        private void flush() throws IOException {
            if (next >= 0 && listing) {
                stretches.add(new MemoryDifference.PageRange(name, begin * pageSize, (next - begin) * pageSize));
            }
        }

        void end() throws IOException {
            flush();
            if (unknown > 0) {
                differences.notCompared("RAM block \"" + name + "\": " + unknown
                        + " pages, whose content cannot be told (sent as differences to copies that were not kept:"
                        + " unpack to a file, or raise the limit with --keep; or packed by QATzip)");
            }
            if (count > 0) {
                String pages = count == 1 ? "1 page differs, at 0x" : count + " pages differ, the first at 0x";
                blocks.add(new MemoryDifference(name, pageSize, count, first * pageSize, unknown));
                differences.add(new Difference(
                        AREA,
                        null,
                        "content of " + name,
                        null,
                        null,
                        pages + Long.toHexString(first * pageSize),
                        IgnoreCategory.RAM));
            }
        }
    }

    @Override
    public void close() throws IOException {
        stretches.close();
    }
}
