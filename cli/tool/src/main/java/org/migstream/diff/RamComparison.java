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
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.RamSummary;
import org.migstream.io.SpillList;

/** Guest memory, block by block and page by page, as it was in the end. */
final class RamComparison implements Closeable {
    private static final DifferenceArea AREA = DifferenceArea.MEMORY;

    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;
    private final boolean listsPages;
    private final List<MemoryDifference> blockDifferences = new ArrayList<>();
    private final SpillList<MemoryDifference.PageRange> ranges = new SpillList<>(MemoryDifference.PageRange.CODEC);

    /** @param listing whether the pages that differ are listed */
    RamComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences, boolean listing) {
        this.a = a;
        this.b = b;
        this.differences = differences;
        this.listsPages = listing;
    }

    List<MemoryDifference> blockDifferences() {
        return blockDifferences;
    }

    SpillList<MemoryDifference.PageRange> ranges() {
        return ranges;
    }

    void compare() throws IOException {
        boolean comparable = !isRamInMissingChannels();
        Set<String> names = new LinkedHashSet<>(a.pages().blocks().keySet());
        names.addAll(b.pages().blocks().keySet());
        for (String name : names) {
            PageIndex.@Nullable Block here = a.pages().blocks().get(name);
            PageIndex.@Nullable Block there = b.pages().blocks().get(name);
            differences.compare(AREA, null, "block " + name, sizeText(here), sizeText(there), null);
            if (comparable && here != null && there != null) {
                comparePages(name, here, there);
            }
        }
    }

    private static @Nullable String sizeText(PageIndex.@Nullable Block block) {
        return block == null ? null : block.usedLength() + " bytes";
    }

    /** Whether pages went over channels that are not given. */
    private boolean isRamInMissingChannels() {
        boolean here = isRamInMissingChannels(a);
        boolean there = isRamInMissingChannels(b);
        if (here && there) {
            differences.addNote(
                    "pages of guest memory that went over multifd channels, which are not given for either");
        } else if (here || there) {
            differences.addNotCompared("guest memory: it went over multifd channels, which are not given for "
                    + (here ? a : b).inputName() + " (--channel-a, --channel-b)");
        }
        return here != there;
    }

    private static boolean isRamInMissingChannels(DiffOperand side) {
        RamSummary ram = side.report().outline().ram();
        return ram != null
                && ram.multifdFlushes() > 0
                && side.report().channels().isEmpty();
    }

    private void comparePages(String name, PageIndex.Block here, PageIndex.Block there) throws IOException {
        if (here.pageSize() != there.pageSize() && here.pageSize() != 0 && there.pageSize() != 0) {
            differences.addNotCompared("RAM block \"" + name + "\": its pages have " + here.pageSize()
                    + " bytes in one, " + there.pageSize() + " in the other");
            return;
        }
        BlockComparison pages = new BlockComparison(name, Math.max(here.pageSize(), there.pageSize()));
        NavigableSet<Long> lines = new TreeSet<>(here.firstPagesOfLines());
        lines.addAll(there.firstPagesOfLines());
        for (long line : lines) {
            for (long page = line; page < line + PageIndex.pagesPerLine(); page++) {
                pages.compare(page, a.pages().entry(here, page), b.pages().entry(there, page));
            }
        }
        pages.finish();
    }

    /** The pages of one block. */
    private final class BlockComparison {
        private final String name;
        private final int pageSize;
        private long differingPages;
        private long unknownPages;
        private long firstPage = -1;
        private long rangeStart;
        private long rangeEnd = -1;

        BlockComparison(String name, int pageSize) {
            this.name = name;
            this.pageSize = pageSize;
        }

        void compare(long page, PageIndex.Entry here, PageIndex.Entry there) throws IOException {
            if (here.hasSameContent(there) || isBeyondTruncation(here, a) || isBeyondTruncation(there, b)) {
                return;
            }
            if (here.state() == PageIndex.State.UNKNOWN || there.state() == PageIndex.State.UNKNOWN) {
                unknownPages++;
                return;
            }
            differingPages++;
            firstPage = firstPage < 0 ? page : firstPage;
            if (page != rangeEnd) {
                addRange();
                rangeStart = page;
            }
            rangeEnd = page + 1;
        }

        private boolean isBeyondTruncation(PageIndex.Entry entry, DiffOperand side) {
            return entry.state() == PageIndex.State.ABSENT && !side.isComplete();
        }

        private void addRange() throws IOException {
            if (rangeEnd >= 0 && listsPages) {
                ranges.add(new MemoryDifference.PageRange(
                        name, rangeStart * pageSize, (rangeEnd - rangeStart) * pageSize));
            }
        }

        void finish() throws IOException {
            addRange();
            if (unknownPages > 0) {
                differences.addNotCompared("RAM block \"" + name + "\": " + unknownPages
                        + " pages, whose content cannot be told (sent as differences to copies that were not kept:"
                        + " unpack to a file, or raise the limit with --keep; or packed by QATzip)");
            }
            if (differingPages > 0) {
                String pages = differingPages == 1
                        ? "1 page differs, at 0x"
                        : differingPages + " pages differ, the first at 0x";
                blockDifferences.add(
                        new MemoryDifference(name, pageSize, differingPages, firstPage * pageSize, unknownPages));
                differences.add(new Difference(
                        AREA,
                        null,
                        "content of " + name,
                        null,
                        null,
                        pages + Long.toHexString(firstPage * pageSize),
                        IgnoreCategory.RAM));
            }
        }
    }

    @Override
    public void close() throws IOException {
        ranges.close();
    }
}
