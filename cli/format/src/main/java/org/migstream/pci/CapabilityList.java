// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks the list of capabilities in the first 256 bytes.
 *
 * <pre>
 *   status bit 4 set -&gt; [pointer] -&gt; id | next | ...  -&gt; id | next | ... -&gt; 0
 * </pre>
 *
 * The two low bits of a pointer are reserved and ignored, as the kernel ({@code __pci_find_next_cap} in {@code
 * drivers/pci/pci.c}) and lspci do. The walk ends at a pointer below 0x40, at id 0xff and where it has been before, so
 * it takes 48 steps at most.
 */
final class CapabilityList {
    private static final int END_OF_CHAIN_ID = 0xff;

    private CapabilityList() {}

    /** The capabilities in list order; what is wrong with the list goes to {@code findings}. */
    static List<Capability> read(ConfigSpace space, PciFindingList findings) {
        int link = HeaderType.of(space).capabilityPointerOffset();
        if (link < 0) {
            return List.of();
        }
        if ((space.u16(PciRegs.STATUS) & PciRegs.STATUS_CAP_LIST) == 0) {
            if (space.u8(link) != 0) {
                findings.addInfo(
                        link,
                        "pci.capability-pointer-unused",
                        "status bit 4 says that there is no capability list, yet the pointer is 0x%02x",
                        space.u8(link));
            }
            return List.of();
        }
        if (space.u8(link) == 0) {
            findings.addWarning(
                    link, "pci.capability-list-empty", "status bit 4 announces a capability list, the pointer is 0");
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
                        link, "pci.capability-unaligned", "capability pointer 0x%02x is no multiple of 4", pointer);
            }
            if (offset < PciRegs.STD_HEADER_SIZEOF) {
                findings.addWarning(
                        link,
                        "pci.capability-pointer",
                        "capability pointer 0x%02x leads into the header: the list ends here",
                        pointer);
                break;
            }
            int id = space.u8(offset);
            if (id == END_OF_CHAIN_ID) {
                findings.addWarning(
                        offset, "pci.capability-broken", "no capability at 0x%02x (id 0xff): the list ends", offset);
                break;
            }
            if (visited.get(offset)) {
                findings.addWarning(
                        link, "pci.capability-loop", "capability list loops: 0x%02x was listed before", offset);
                break;
            }
            visited.set(offset);
            CapabilityId known = CapabilityId.of(id);
            list.add(new Capability(offset, id, known == null ? null : known.shortName()));
            link = offset + 1;
        }
        return List.copyOf(list);
    }
}
