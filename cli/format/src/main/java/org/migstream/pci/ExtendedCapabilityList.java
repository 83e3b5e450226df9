// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_EXTENDED_CAPABILITY_BROKEN;
import static org.migstream.pci.PciFindingCodes.PCI_EXTENDED_CAPABILITY_LOOP;
import static org.migstream.pci.PciFindingCodes.PCI_EXTENDED_CAPABILITY_POINTER;
import static org.migstream.pci.PciFindingCodes.PCI_EXTENDED_CAPABILITY_UNALIGNED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * Reads the list of extended capabilities, which starts at 0x100 of a 4096-byte space.
 *
 * <pre>
 *   header (u32) = id (16 bits) | version (4 bits) | next (12 bits, its two low bits reserved)
 * </pre>
 *
 * A header of all zeros or all ones at 0x100 means that the list is empty. An element with id 0 and a next pointer counts
 * like any other. No offset is read twice, so the list has at most 960 elements.
 */
final class ExtendedCapabilityList {
    private static final int FIRST_OFFSET = ConfigSpace.CONVENTIONAL_SIZE;
    private static final long ALL_ONES = 0xffff_ffffL;

    private ExtendedCapabilityList() {}

    /** Returns the extended capabilities in list order and adds the defects of the list to {@code findings}. */
    static List<ExtendedCapability> read(ConfigSpace space, PciFindingList findings) {
        List<ExtendedCapability> list = new ArrayList<>();
        BitSet visited = new BitSet(space.size());
        int from = FIRST_OFFSET;
        int offset = FIRST_OFFSET;
        while (offset != 0 && space.contains(offset, 4)) {
            long header = space.u32(offset);
            if (header == 0 || header == ALL_ONES) {
                if (offset != FIRST_OFFSET) {
                    findings.addWarning(
                            from,
                            PCI_EXTENDED_CAPABILITY_BROKEN,
                            "no extended capability at 0x%03x (header %08x): the list ends here",
                            offset,
                            header);
                }
                break;
            }
            if (visited.get(offset)) {
                findings.addWarning(
                        from,
                        PCI_EXTENDED_CAPABILITY_LOOP,
                        "the extended capability list loops: 0x%03x was read before",
                        offset);
                break;
            }
            visited.set(offset);
            list.add(toCapability(offset, header));
            from = offset;
            offset = nextOffset(from, header, findings);
        }
        return List.copyOf(list);
    }

    private static ExtendedCapability toCapability(int offset, long header) {
        int id = (int) header & 0xffff;
        String name =
                ExtendedCapabilityId.of(id).map(ExtendedCapabilityId::shortName).orElse(null);
        return new ExtendedCapability(offset, id, (int) (header >> 16) & 0xf, name);
    }

    /** Returns the offset of the element after the one at {@code from}; 0 at the end of the list. */
    private static int nextOffset(int from, long header, PciFindingList findings) {
        int pointer = (int) (header >> 20);
        int offset = pointer & ~3;
        if (offset != pointer) {
            findings.addWarningOnce(
                    from,
                    PCI_EXTENDED_CAPABILITY_UNALIGNED,
                    "extended capability pointer 0x%03x is not a multiple of 4",
                    pointer);
        }
        if (offset != 0 && offset < FIRST_OFFSET) {
            findings.addWarning(
                    from,
                    PCI_EXTENDED_CAPABILITY_POINTER,
                    "extended capability pointer 0x%03x points below 0x100: the list ends here",
                    pointer);
            return 0;
        }
        return offset;
    }
}
