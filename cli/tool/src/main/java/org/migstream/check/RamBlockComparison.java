// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.RAM_BLOCK_ADDED;
import static org.migstream.report.TargetStreamFindingCodes.RAM_BLOCK_MISSING;
import static org.migstream.report.TargetStreamFindingCodes.RAM_BLOCK_SIZE;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.migstream.inspect.report.StreamOutline.RamSummary;

/**
 * Compares the RAM blocks by name, in any order, as QEMU does ({@code parse_ramblocks} in migration/ram.c and {@code
 * qemu_ram_resize} in physmem.c, 5.2 to 10.2).
 *
 * <p>QEMU resizes only the blocks of files that it gives to the firmware ({@code rom_set_mr} in hw/core/loader.c), whose
 * names start with {@code /rom@}, up to a maximum that a stream does not show. With mapped-ram it does not compare
 * sizes but refuses a page that is outside of its block.
 */
final class RamBlockComparison {
    private static final String RESIZABLE_PREFIX = "/rom@";
    private static final String ACPI_TABLES = "/rom@etc/acpi/tables";
    /** QEMU {@code ACPI_BUILD_TABLE_MAX_SIZE}. */
    private static final long ACPI_TABLES_MAX = 0x20_0000;

    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;

    RamBlockComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    void compare() {
        if (!saved.hasRam() || !target.hasRam()) {
            // A missing section "ram" is reported as such.
            return;
        }
        Map<String, Long> targetSizes = new LinkedHashMap<>();
        target.ramBlocks().forEach(block -> targetSizes.put(block.name(), block.usedBytes()));
        for (RamSummary.Block block : saved.ramBlocks()) {
            Long size = targetSizes.remove(block.name());
            if (size == null) {
                reasons.about(null, block.name())
                        .addError(
                                RAM_BLOCK_MISSING,
                                "the target has no RAM block \"" + block.name()
                                        + "\"; QEMU reports: Unknown ramblock \"" + block.name()
                                        + "\", cannot accept migration");
            } else if (size != block.usedBytes()) {
                compareSizes(block.name(), block.usedBytes(), size);
            }
        }
        targetSizes.forEach((name, size) -> reasons.about(null, name)
                .addInfo(
                        RAM_BLOCK_ADDED,
                        "the target has an additional RAM block \"" + name + "\" of " + hex(size)
                                + " bytes, which the stream does not change"));
    }

    private void compareSizes(String name, long received, long local) {
        ReasonList list = reasons.about(null, name);
        String sizes = "RAM block \"" + name + "\": stream " + hex(received) + " bytes, target " + hex(local);
        if (name.startsWith(RESIZABLE_PREFIX)) {
            if (received < local || name.equals(ACPI_TABLES) && received <= ACPI_TABLES_MAX) {
                list.addInfo(RAM_BLOCK_SIZE, sizes + ": QEMU resizes this block");
            } else {
                list.addWarning(
                        RAM_BLOCK_SIZE,
                        sizes
                                + ": QEMU resizes this block up to a maximum that the stream does not show; above it, QEMU"
                                + " reports: Size too large: " + name + ": " + hex(received) + " > ...");
            }
        } else if (saved.configuration() != null && saved.configuration().isMappedRam()) {
            list.addWarning(
                    RAM_BLOCK_SIZE,
                    sizes
                            + ": with mapped-ram, QEMU does not compare the sizes; it refuses a page outside of its block");
        } else if (isEqualAfterAlignment(received, local)) {
            list.addWarning(RAM_BLOCK_SIZE, sizes + ": equal if the target's host has larger pages");
        } else {
            list.addError(
                    RAM_BLOCK_SIZE,
                    sizes + "; QEMU reports: Size mismatch: " + name + ": " + hex(received) + " != " + hex(local),
                    hex(received),
                    hex(local));
        }
    }

    /** QEMU rounds the size in the stream up to pages of its host, which have 4, 16 or 64 KiB. */
    private static boolean isEqualAfterAlignment(long received, long local) {
        return LongStream.of(1 << 12, 1 << 14, 1 << 16).anyMatch(page -> (received + page - 1 & -page) == local);
    }

    private static String hex(long size) {
        return "0x" + Long.toHexString(size);
    }
}
