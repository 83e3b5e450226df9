// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.Optional;
import org.migstream.pci.PciConfiguration.Capability;

/**
 * Registers of the MSI-X capability (PCI Local Bus Specification 3.0, section 6.8.2).
 *
 * @param offset start of the capability, in bytes from the start of configuration space
 * @param vectorCount size of the vector table, 1 to 2048
 * @param enabled whether the device sends interrupts as MSI-X
 * @param functionMasked whether all vectors are masked at once
 * @param table location of the vector table
 * @param pendingBits location of the pending bit array
 */
public record MsixCapability(
        int offset, int vectorCount, boolean enabled, boolean functionMasked, Location table, Location pendingBits) {
    public static final int SIZE = 12;
    static final int MESSAGE_CONTROL = 2;
    static final int TABLE = 4;
    static final int PENDING_BITS = 8;
    static final int ENABLE = 1 << 15;
    static final int FUNCTION_MASK = 1 << 14;

    /**
     * A location in a BAR.
     *
     * @param bar its number, 0 to 5; 6 and 7 are reserved
     * @param offset bytes from the start of the BAR
     */
    public record Location(int bar, long offset) {
        static Location of(long register) {
            return new Location((int) register & 7, register & ~7L);
        }

        @Override
        public String toString() {
            return "BAR " + bar + " at 0x" + Long.toHexString(offset);
        }
    }

    /** Returns the first MSI-X capability of a function, which is the one that QEMU uses. */
    public static Optional<MsixCapability> find(ConfigSpace space) {
        return find(CapabilityList.read(space, new PciFindingList()), space);
    }

    /** Returns the first MSI-X capability of a list. */
    static Optional<MsixCapability> find(List<Capability> capabilities, ConfigSpace space) {
        for (Capability capability : capabilities) {
            if (capability.id() == CapabilityId.MSIX.id() && space.contains(capability.offset(), SIZE)) {
                return Optional.of(read(space, capability.offset()));
            }
        }
        return Optional.empty();
    }

    /** Returns the size of the vector table from the message control register, 1 to 2048. */
    public static int vectorCount(int control) {
        return (control & 0x7ff) + 1;
    }

    /** Reads the capability at an offset; all of it must be inside the space. */
    public static MsixCapability read(ConfigSpace space, int offset) {
        int control = space.u16(offset + MESSAGE_CONTROL);
        return new MsixCapability(
                offset,
                vectorCount(control),
                (control & ENABLE) != 0,
                (control & FUNCTION_MASK) != 0,
                Location.of(space.u32(offset + TABLE)),
                Location.of(space.u32(offset + PENDING_BITS)));
    }
}
