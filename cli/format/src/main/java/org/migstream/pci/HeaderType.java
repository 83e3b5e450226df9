// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * Layout of the first 64 bytes, from the header type register without its multi-function bit ({@code
 * PCI_HEADER_TYPE_*} in {@code uapi/linux/pci_regs.h}).
 */
public enum HeaderType {
    /** A device proper, type 0. */
    NORMAL(6, PciRegs.CAPABILITY_LIST, 0x30),
    /** A PCI-to-PCI bridge, type 1. */
    BRIDGE(2, PciRegs.CAPABILITY_LIST, 0x38),
    /** A CardBus bridge, type 2. */
    CARDBUS(1, 0x14, -1),
    /** Anything else: only the ids, command, status, revision and class are where they always are. */
    UNKNOWN(0, -1, -1);

    private final int barCount;
    private final int capabilityPointerOffset;
    private final int romRegisterOffset;

    HeaderType(int bars, int capabilityPointer, int romAddress) {
        this.barCount = bars;
        this.capabilityPointerOffset = capabilityPointer;
        this.romRegisterOffset = romAddress;
    }

    public static HeaderType of(ConfigSpace space) {
        int code = space.u8(PciRegs.HEADER_TYPE) & 0x7f;
        return code < UNKNOWN.ordinal() ? values()[code] : UNKNOWN;
    }

    /** Number of base address registers. */
    int barCount() {
        return barCount;
    }

    /** Offset of the register with the first capability's offset, -1 if the layout has none. */
    int capabilityPointerOffset() {
        return capabilityPointerOffset;
    }

    /** Offset of the expansion ROM register, -1 if the layout has none. */
    public int romRegisterOffset() {
        return romRegisterOffset;
    }
}
