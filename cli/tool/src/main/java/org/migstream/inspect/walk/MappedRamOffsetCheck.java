// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.RAM_MAPPED_BASE;
import static org.migstream.report.MachineFindingCodes.RAM_MAPPED_PAGE_SIZE;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord.RamBlock;

/**
 * Compares the offsets in the mapped-ram headers with the place of the stream. The offsets count from the start of the
 * file, and QEMU reads bitmaps and pages there ({@code parse_ramblock_mapped_ram} in migration/ram.c), wherever the stream
 * is. If the stream was moved, QEMU loads other bytes as pages, without any error. In a pipe the place is unknown; there,
 * the check only compares the blocks with each other.
 */
final class MappedRamOffsetCheck {
    private final FindingLog findings;
    private OptionalLong firstBase = OptionalLong.empty();
    private boolean reported;
    private @Nullable RamBlock firstBlock;
    private @Nullable RamBlock otherBlock;

    MappedRamOffsetCheck(FindingLog findings) {
        this.findings = findings;
    }

    /**
     * Reports a block whose header has another page size than the guest. QEMU 11.1 refuses it; older versions use it to
     * compute the length of the bitmap ({@code mapped_ram_read_header} and {@code parse_ramblock_mapped_ram} in
     * migration/ram.c). All blocks of a guest have the same page size.
     *
     * @param pageSize of the guest in bytes, if the configuration or the vmdescription has it
     */
    void finish(OptionalInt pageSize) {
        if (firstBlock == null) {
            return;
        }
        long first = pageSizeOf(firstBlock);
        long expected = pageSize.orElse((int) first);
        RamBlock wrong = first == expected ? otherBlock : firstBlock;
        if (wrong != null) {
            findings.add(Finding.at(
                    wrong.offset(),
                    Severity.ERROR,
                    RAM_MAPPED_PAGE_SIZE,
                    "the mapped-ram header of RAM block \"" + wrong.name() + "\" has the page size " + pageSizeOf(wrong)
                            + ", but the guest has pages of " + expected
                            + " bytes: QEMU 11.1 refuses it (invalid page_size)"));
        }
    }

    private static long pageSizeOf(RamBlock block) {
        return Objects.requireNonNull(block.mappedRamHeader()).pageSize();
    }

    /**
     * Checks the header of a block.
     *
     * @param streamOffset offset of the stream in its file, if it is known
     */
    void check(RamBlock block, OptionalLong streamOffset) {
        MappedRamRegion.Header header = block.mappedRamHeader();
        if (header == null || block.isLeftOut()) {
            return;
        }
        if (firstBlock == null) {
            firstBlock = block;
        } else if (otherBlock == null && header.pageSize() != pageSizeOf(firstBlock)) {
            otherBlock = block;
        }
        if (reported) {
            return;
        }
        long base = header.bitmapOffset() - block.end();
        if (firstBase.isEmpty()) {
            firstBase = OptionalLong.of(base);
        }
        if (base != streamOffset.orElse(firstBase.getAsLong())) {
            reported = true;
            findings.add(Finding.at(
                    block.offset(),
                    Severity.ERROR,
                    RAM_MAPPED_BASE,
                    "the mapped-ram offsets of RAM block \"" + block.name()
                            + "\" are those of a stream that starts at byte " + base + " of its file, but "
                            + (streamOffset.isPresent()
                                    ? "it starts at byte " + streamOffset.getAsLong()
                                    : "those of an earlier block one that starts at byte " + firstBase.getAsLong())
                            + ": QEMU would load other bytes as its pages"));
        }
    }
}
