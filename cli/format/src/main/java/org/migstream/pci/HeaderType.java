// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.OptionalInt;

/**
 * Layout of the first 64 bytes. The header type register selects it, without its multi-function bit ({@code
 * PCI_HEADER_TYPE_*} in {@code uapi/linux/pci_regs.h}).
 */
public enum HeaderType {
    /** A device, type 0. */
    NORMAL(6, PciRegs.CAPABILITY_LIST, PciRegs.ROM_ADDRESS),
    /** A PCI-to-PCI bridge, type 1. */
    BRIDGE(2, PciRegs.CAPABILITY_LIST, 0x38),
    /** A CardBus bridge, type 2. */
    CARDBUS(1, 0x14, -1),
    /** Any other type: only ids, command, status, revision and class have a known offset. */
    UNKNOWN(0, -1, -1);

    private final int barCount;
    private final int capabilityPointerOffset;
    private final int romRegisterOffset;

    HeaderType(int barCount, int capabilityPointerOffset, int romRegisterOffset) {
        this.barCount = barCount;
        this.capabilityPointerOffset = capabilityPointerOffset;
        this.romRegisterOffset = romRegisterOffset;
    }

    /** Returns the layout of a space. */
    public static HeaderType of(ConfigSpace space) {
        return switch (space.u8(PciRegs.HEADER_TYPE) & 0x7f) {
            case 0 -> NORMAL;
            case 1 -> BRIDGE;
            case 2 -> CARDBUS;
            default -> UNKNOWN;
        };
    }

    /** Returns the number of base address registers. */
    int barCount() {
        return barCount;
    }

    /** Returns the offset of the capabilities pointer; empty if the layout has none. */
    OptionalInt capabilityPointerOffset() {
        return optional(capabilityPointerOffset);
    }

    /** Returns the offset of the expansion ROM register; empty if the layout has none. */
    public OptionalInt romRegisterOffset() {
        return optional(romRegisterOffset);
    }

    private static OptionalInt optional(int offset) {
        return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
    }
}
