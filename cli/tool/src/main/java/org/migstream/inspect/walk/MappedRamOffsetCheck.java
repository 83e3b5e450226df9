// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.InspectionFindingCodes.RAM_MAPPED_BASE;

import java.util.OptionalLong;
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

    MappedRamOffsetCheck(FindingLog findings) {
        this.findings = findings;
    }

    /**
     * Checks the header of a block.
     *
     * @param streamOffset offset of the stream in its file, if it is known
     */
    void check(RamBlock block, OptionalLong streamOffset) {
        MappedRamRegion.Header header = block.mappedRamHeader();
        if (header == null || block.isLeftOut() || reported) {
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
