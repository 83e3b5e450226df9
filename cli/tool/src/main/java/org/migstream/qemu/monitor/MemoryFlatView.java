// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.report.PrintableText;

/**
 * The memory regions that a read of guest-physical memory reaches, and their owners: the output of {@code info mtree -f
 * -o} (mtree_print_flatview in softmmu/memory.c or system/memory.c). A region that is disabled, or that another one covers,
 * is not in it.
 *
 * <pre>
 *   FlatView #1
 *    AS "memory", root: system
 *     00000000fe480000-00000000fe48004f (prio 0, i/o): msix-table owner:{dev id=net0}
 * </pre>
 */
final class MemoryFlatView {
    /** The command that prints the regions. */
    static final String COMMAND = "info mtree -f -o";

    private static final String VIEW = "FlatView #";
    private static final String ADDRESS_SPACE = " AS \"memory\",";
    private static final Pattern REGION =
            Pattern.compile("  (\\p{XDigit}{16})-(\\p{XDigit}{16}) \\(prio -?\\d+, [^)]*\\): (.*?)( @\\p{XDigit}{16})?"
                    + "(?: owner:\\{(?:dev|obj) (?:id=(?<id>[^}]*)|path=(?<path>[^}]*)|[^}]*)\\}(?: .*)?)?");

    /**
     * A part of a memory region.
     *
     * @param start the first address
     * @param end the last address
     * @param isWhole whether the part begins at the start of its region
     * @param owner the id or the QOM path of the device that the region belongs to; empty if it has none
     */
    record Region(long start, long end, String name, boolean isWhole, String owner) {
        private boolean contains(long address) {
            return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) <= 0;
        }

        boolean isOwnedBy(GuestPciFunction function) {
            return !owner.isEmpty()
                    && (owner.equals(function.qdevId())
                            || owner.equals(function.path().orElse("")));
        }
    }

    private final List<Region> regions;

    private MemoryFlatView(List<Region> regions) {
        this.regions = regions;
    }

    /** Parses the output of {@link #COMMAND}. */
    static MemoryFlatView parse(String output) throws MonitorException {
        List<Region> view = new ArrayList<>();
        boolean isMemory = false;
        for (String line : output.lines().toList()) {
            if (line.startsWith(VIEW)) {
                if (isMemory) {
                    break;
                }
                view.clear();
            }
            isMemory |= line.startsWith(ADDRESS_SPACE);
            Matcher region = REGION.matcher(line);
            if (isMemory && region.matches()) {
                view.add(parseRegion(region));
            }
        }
        if (!isMemory) {
            throw new MonitorException("QEMU's answer to \"" + COMMAND + "\" has no memory map: "
                    + PrintableText.escape(output.lines().findFirst().orElse("it is empty")));
        }
        return new MemoryFlatView(view);
    }

    private static Region parseRegion(Matcher region) {
        String owner = region.group("id") == null ? region.group("path") : region.group("id");
        return new Region(
                Long.parseUnsignedLong(region.group(1), 16),
                Long.parseUnsignedLong(region.group(2), 16),
                region.group(3),
                region.group(4) == null,
                owner == null ? "" : owner);
    }

    /** Returns the part of a region that contains an address. */
    Optional<Region> at(long address) {
        return regions.stream().filter(region -> region.contains(address)).findFirst();
    }

    /** Returns whether a region of this name belongs to a function. */
    boolean hasRegion(String name, GuestPciFunction function) {
        return regions.stream().anyMatch(region -> region.name.equals(name) && region.isOwnedBy(function));
    }
}
