// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Map;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/**
 * Finds the registers of capabilities that the hardware or the driver in the guest changes while the device runs: control
 * and status registers, and windows to other registers. QEMU reads them once, when it creates the device, and saves these
 * values ({@code vfio_pci_write_config} in hw/vfio/pci.c writes the later ones to the device alone). Offsets are those of
 * the kernel's uapi/linux/pci_regs.h.
 */
final class VolatileRegisters {
    private static final int ALL_BITS = 0xff;

    /** The ranges of a capability: pairs of offset and length, in bytes from its start. */
    private static final Map<CapabilityId, int[]> RANGES = Map.of(
            CapabilityId.PM, new int[] {4, 2},
            CapabilityId.AGP, new int[] {8, 4},
            CapabilityId.VPD, new int[] {2, 6},
            CapabilityId.PCIX, new int[] {2, 6},
            CapabilityId.EXP, new int[] {8, 4, 0x10, 4, 0x28, 4, 0x30, 4},
            CapabilityId.AF, new int[] {4, 2});

    private static final Map<ExtendedCapabilityId, int[]> EXTENDED_RANGES = Map.ofEntries(
            Map.entry(ExtendedCapabilityId.AER, new int[] {4, 0x44}),
            Map.entry(ExtendedCapabilityId.VC, new int[] {0xc, 4, 0x14, 8}),
            Map.entry(ExtendedCapabilityId.PB, new int[] {4, 1, 8, 4}),
            Map.entry(ExtendedCapabilityId.VC9, new int[] {0xc, 4, 0x14, 8}),
            Map.entry(ExtendedCapabilityId.ACS, new int[] {6, 2}),
            Map.entry(ExtendedCapabilityId.ATS, new int[] {6, 2}),
            Map.entry(ExtendedCapabilityId.PRI, new int[] {4, 4, 0xc, 4}),
            Map.entry(ExtendedCapabilityId.MCAST, new int[] {6, 0x2a}),
            Map.entry(ExtendedCapabilityId.DPA, new int[] {0xc, 4}),
            Map.entry(ExtendedCapabilityId.TPH, new int[] {8, 4}),
            Map.entry(ExtendedCapabilityId.LTR, new int[] {4, 4}),
            Map.entry(ExtendedCapabilityId.PASID, new int[] {6, 2}));

    private final byte[] bits;

    private VolatileRegisters(int size) {
        bits = new byte[size];
    }

    /** Finds the registers of a configuration space. */
    static VolatileRegisters of(ConfigSpace space) {
        PciConfiguration configuration = PciConfiguration.read(space);
        VolatileRegisters registers = new VolatileRegisters(space.size());
        List<Capability> capabilities = configuration.capabilities();
        for (Capability capability : capabilities) {
            CapabilityId.of(capability.id())
                    .map(RANGES::get)
                    .ifPresent(ranges -> registers.add(capability.offset(), capability.end(capabilities), ranges));
        }
        List<ExtendedCapability> extended = configuration.extendedCapabilities();
        for (ExtendedCapability capability : extended) {
            ExtendedCapabilityId.of(capability.id())
                    .map(EXTENDED_RANGES::get)
                    .ifPresent(ranges -> registers.add(capability.offset(), capability.end(extended, space), ranges));
        }
        return registers;
    }

    private void add(int start, int end, int[] ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            int from = start + ranges[i];
            for (int at = from; at < Math.min(from + ranges[i + 1], end); at++) {
                bits[at] = (byte) ALL_BITS;
            }
        }
    }

    /** Returns the bits of the byte at {@code offset} that may change. */
    int bits(int offset) {
        return bits[offset] & ALL_BITS;
    }

    /** Marks the registers in a mask: the device does not tell which values QEMU compares. */
    void markUncertain(ConfigCheckMask mask) {
        for (int at = 0; at < bits.length; at++) {
            mask.doubt(at, bits(at));
        }
    }

    /** Returns whether two spaces have the same capabilities at the same places. */
    static boolean haveSamePlaces(ConfigSpace one, ConfigSpace other) {
        PciConfiguration first = PciConfiguration.read(one);
        PciConfiguration second = PciConfiguration.read(other);
        return one.size() == other.size()
                && first.capabilities().equals(second.capabilities())
                && first.extendedCapabilities().equals(second.extendedCapabilities());
    }
}
