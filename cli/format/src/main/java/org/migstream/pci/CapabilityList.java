// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_BROKEN;
import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_LIST_EMPTY;
import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_LOOP;
import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_POINTER;
import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_POINTER_UNUSED;
import static org.migstream.pci.PciFindingCodes.PCI_CAPABILITY_UNALIGNED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.migstream.pci.PciConfiguration.Capability;

/**
 * Reads the list of capabilities in the first 256 bytes.
 *
 * <pre>
 *   status bit 4 set -&gt; [pointer] -&gt; id | next | ...  -&gt; id | next | ... -&gt; 0
 * </pre>
 *
 * The two low bits of a pointer are reserved. This class ignores them, as the kernel ({@code __pci_find_next_cap} in
 * {@code drivers/pci/pci.c}) and lspci do. The list ends at a pointer below 0x40, at id 0xff and at an offset that was
 * read before, so it has at most 48 elements.
 */
final class CapabilityList {
    private static final int END_OF_CHAIN_ID = 0xff;

    private CapabilityList() {}

    /** Returns the capabilities in list order and adds the defects of the list to {@code findings}. */
    static List<Capability> read(ConfigSpace space, PciFindingList findings) {
        OptionalInt pointerOffset = HeaderType.of(space).capabilityPointerOffset();
        if (pointerOffset.isEmpty()) {
            return List.of();
        }
        int link = pointerOffset.getAsInt();
        if ((space.u16(PciRegs.STATUS) & PciRegs.STATUS_CAP_LIST) == 0) {
            if (space.u8(link) != 0) {
                findings.addInfo(
                        link,
                        PCI_CAPABILITY_POINTER_UNUSED,
                        "status bit 4 announces no capability list, but the capabilities pointer is 0x%02x",
                        space.u8(link));
            }
            return List.of();
        }
        if (space.u8(link) == 0) {
            findings.addWarning(
                    link,
                    PCI_CAPABILITY_LIST_EMPTY,
                    "status bit 4 announces a capability list, but the capabilities pointer is 0");
        }
        return walk(space, link, findings);
    }

    private static List<Capability> walk(ConfigSpace space, int first, PciFindingList findings) {
        List<Capability> list = new ArrayList<>();
        BitSet visited = new BitSet(ConfigSpace.CONVENTIONAL_SIZE);
        int link = first;
        while (space.u8(link) != 0) {
            int pointer = space.u8(link);
            int offset = pointer & ~3;
            if (offset != pointer) {
                findings.addWarningOnce(
                        link, PCI_CAPABILITY_UNALIGNED, "capability pointer 0x%02x is not a multiple of 4", pointer);
            }
            if (offset < PciRegs.STD_HEADER_SIZEOF) {
                findings.addWarning(
                        link,
                        PCI_CAPABILITY_POINTER,
                        "capability pointer 0x%02x points into the header: the list ends here",
                        pointer);
                break;
            }
            int id = space.u8(offset);
            if (id == END_OF_CHAIN_ID) {
                findings.addWarning(
                        offset, PCI_CAPABILITY_BROKEN, "no capability at 0x%02x (id 0xff): the list ends here", offset);
                break;
            }
            if (visited.get(offset)) {
                findings.addWarning(
                        link, PCI_CAPABILITY_LOOP, "the capability list loops: 0x%02x was read before", offset);
                break;
            }
            visited.set(offset);
            list.add(new Capability(
                    offset, id, CapabilityId.of(id).map(CapabilityId::shortName).orElse(null)));
            link = offset + 1;
        }
        return List.copyOf(list);
    }
}
