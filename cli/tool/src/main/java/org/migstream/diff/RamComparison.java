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
import org.migstream.io.SpillList;

/** Compares the final content of guest memory by block and page. */
final class RamComparison implements Closeable {
    private static final DifferenceArea AREA = DifferenceArea.MEMORY;

    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;
    private final boolean listsPages;
    private final List<MemoryDifference> blockDifferences = new ArrayList<>();
    private final SpillList<MemoryDifference.PageRange> ranges = new SpillList<>(MemoryDifference.PageRange.CODEC);

    /** @param listsPages whether to list the differing pages */
    RamComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences, boolean listsPages) {
        this.a = a;
        this.b = b;
        this.differences = differences;
        this.listsPages = listsPages;
    }

    List<MemoryDifference> blockDifferences() {
        return blockDifferences;
    }

    SpillList<MemoryDifference.PageRange> ranges() {
        return ranges;
    }

    void compare(LoadRefusals refusals) throws IOException {
        boolean comparable = !isRamInMissingChannels();
        Set<String> names = new LinkedHashSet<>(a.pages().blocks().keySet());
        names.addAll(b.pages().blocks().keySet());
        for (String name : names) {
            PageIndex.@Nullable Block blockA = a.pages().blocks().get(name);
            PageIndex.@Nullable Block blockB = b.pages().blocks().get(name);
            differences.compare(
                    AREA, null, "block " + name, sizeText(blockA), sizeText(blockB), refusals.decidesRamBlock(name));
            if (comparable && blockA != null && blockB != null && !isLeftOut(name)) {
                comparePages(name, blockA, blockB);
            }
        }
    }

    /** Returns whether an input has no content of a block, because its source left the block out; reports this. */
    private boolean isLeftOut(String name) {
        boolean leftOutA = AbsentParts.isLeftOut(a.report(), name);
        boolean leftOutB = AbsentParts.isLeftOut(b.report(), name);
        if (leftOutA && leftOutB) {
            differences.addNote(AbsentParts.leftOutBlock(name));
        } else if (leftOutA || leftOutB) {
            differences.addNotCompared("RAM block \"" + name
                    + "\": it is shared memory, which x-ignore-shared leaves out of " + (leftOutA ? a : b).inputName());
        }
        return leftOutA || leftOutB;
    }

    private static @Nullable String sizeText(PageIndex.@Nullable Block block) {
        return block == null ? null : block.usedLength() + " bytes";
    }

    /**
     * Returns whether only one input lacks pages that went over multifd channels. If both inputs lack such pages, the
     * remaining pages are still comparable.
     */
    private boolean isRamInMissingChannels() {
        boolean missingA = AbsentParts.hasPagesOnChannels(a.report());
        boolean missingB = AbsentParts.hasPagesOnChannels(b.report());
        if (missingA && missingB) {
            differences.addNote(AbsentParts.PAGES_ON_CHANNELS);
        } else if (missingA || missingB) {
            differences.addNotCompared("guest memory: its pages went over multifd channels, which are not given for "
                    + (missingA ? a : b).inputName() + " (--channel-a, --channel-b)");
        }
        return missingA != missingB;
    }

    private void comparePages(String name, PageIndex.Block blockA, PageIndex.Block blockB) throws IOException {
        if (blockA.pageSize() != blockB.pageSize() && blockA.pageSize() != 0 && blockB.pageSize() != 0) {
            differences.addNotCompared("RAM block \"" + name + "\": its pages have " + blockA.pageSize()
                    + " bytes in the first input and " + blockB.pageSize() + " in the second");
            return;
        }
        BlockComparison pages = new BlockComparison(name, Math.max(blockA.pageSize(), blockB.pageSize()));
        NavigableSet<Long> lines = new TreeSet<>(blockA.firstPagesOfLines());
        lines.addAll(blockB.firstPagesOfLines());
        for (long line : lines) {
            for (long page = line; page < line + PageIndex.pagesPerLine(); page++) {
                pages.compare(page, a.pages().entry(blockA, page), b.pages().entry(blockB, page));
            }
        }
        pages.finish();
    }

    /** Compares the pages of one block. */
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

        void compare(long page, PageIndex.Entry pageA, PageIndex.Entry pageB) throws IOException {
            if (pageA.hasSameContent(pageB) || isBeyondTruncation(pageA, a) || isBeyondTruncation(pageB, b)) {
                return;
            }
            if (pageA.state() == PageIndex.State.UNKNOWN || pageB.state() == PageIndex.State.UNKNOWN) {
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

        private boolean isBeyondTruncation(PageIndex.Entry entry, DiffOperand operand) {
            return entry.state() == PageIndex.State.ABSENT && !operand.isComplete();
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
                        + (unknownPages == 1 ? " page" : " pages")
                        + " of unknown content (deltas to copies that were not kept: decompress the stream to a file, or raise"
                        + " --keep; or pages compressed by QATzip)");
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
