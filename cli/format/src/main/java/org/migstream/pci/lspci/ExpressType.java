// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.Arrays;

/** Device/port type of the PCI Express capabilities register: {@code PCI_EXP_TYPE_*}. */
enum ExpressType {
    ENDPOINT(0x0, "Endpoint"),
    LEGACY_ENDPOINT(0x1, "Legacy Endpoint"),
    ROOT_PORT(0x4, "Root Port"),
    UPSTREAM_PORT(0x5, "Upstream Port"),
    DOWNSTREAM_PORT(0x6, "Downstream Port"),
    PCI_BRIDGE(0x7, "PCI-Express to PCI/PCI-X Bridge"),
    PCIE_BRIDGE(0x8, "PCI/PCI-X to PCI-Express Bridge"),
    INTEGRATED_ENDPOINT(0x9, "Root Complex Integrated Endpoint"),
    EVENT_COLLECTOR(0xa, "Root Complex Event Collector"),
    UNKNOWN(-1, "Unknown type");

    private static final int SLOT_IMPLEMENTED = 8;

    private final int code;
    private final String title;

    ExpressType(int code, String title) {
        this.code = code;
        this.title = title;
    }

    static ExpressType of(CapabilityRegisters registers) {
        int code = registers.u16(2) >> 4 & 0xf;
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** As lspci shows it, from the flags register. */
    String describe(int flags) {
        return switch (this) {
            case ROOT_PORT, DOWNSTREAM_PORT, PCIE_BRIDGE ->
                title + " (" + RegisterBits.at(SLOT_IMPLEMENTED, "Slot").format(flags) + ")";
            case UNKNOWN -> title + " " + (flags >> 4 & 0xf);
            default -> title;
        };
    }

    /** Whether it is on an external link of its own, unlike what is built into the root complex. */
    boolean hasLink() {
        return this != INTEGRATED_ENDPOINT && this != EVENT_COLLECTOR;
    }

    /** Whether it is the function at the lower end of a link. */
    boolean isLinkEndpoint() {
        return this == ENDPOINT || this == LEGACY_ENDPOINT;
    }

    /** Whether it is a function rather than a port or bridge. */
    boolean isEndpoint() {
        return isLinkEndpoint() || this == INTEGRATED_ENDPOINT;
    }

    /** Whether it is the upper end of a link. */
    boolean isDownstreamPort() {
        return this == ROOT_PORT || this == DOWNSTREAM_PORT || this == PCIE_BRIDGE;
    }

    /** Whether it routes between links. */
    boolean isRoutingPort() {
        return this == ROOT_PORT || this == UPSTREAM_PORT || this == DOWNSTREAM_PORT;
    }
}
