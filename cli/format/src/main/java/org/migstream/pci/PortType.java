// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;

/**
 * The kind of a function: the device/port type in the capabilities register of its Express capability ({@code
 * PCI_EXP_TYPE_*} in linux/pci_regs.h).
 */
public enum PortType {
    ENDPOINT(0x0),
    LEGACY_ENDPOINT(0x1),
    ROOT_PORT(0x4),
    UPSTREAM_PORT(0x5),
    DOWNSTREAM_PORT(0x6),
    /** From PCI Express to PCI or PCI-X. */
    PCI_BRIDGE(0x7),
    /** From PCI or PCI-X to PCI Express. */
    PCIE_BRIDGE(0x8),
    INTEGRATED_ENDPOINT(0x9),
    EVENT_COLLECTOR(0xa),
    /** An undefined type, or a function without an Express capability. */
    UNKNOWN(-1);

    private final int code;

    PortType(int code) {
        this.code = code;
    }

    /** Returns the kind of a function. */
    public static PortType of(ConfigSpace space) {
        return PciConfiguration.read(space).capabilities().stream()
                .filter(capability -> capability.id() == CapabilityId.EXP.id())
                .map(capability -> ofFlags(space.u8(capability.offset() + 2)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /**
     * Returns the kind of a function.
     *
     * @param flags the capabilities register ({@code PCI_EXP_FLAGS}), at least its low byte
     */
    public static PortType ofFlags(int flags) {
        int code = flags >> 4 & 0xf;
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Returns the value in the capabilities register. */
    int code() {
        return code;
    }

    /** Returns whether this is a bridge or port, and the bus below it is a PCI Express bus. */
    public boolean hasExpressBus() {
        return isRoutingPort() || this == PCIE_BRIDGE;
    }

    /** Returns whether the function has its own external link. Functions inside the root complex have none. */
    public boolean hasLink() {
        return this != INTEGRATED_ENDPOINT && this != EVENT_COLLECTOR;
    }

    /** Returns whether this is an endpoint at the lower end of a link. */
    public boolean isLinkEndpoint() {
        return this == ENDPOINT || this == LEGACY_ENDPOINT;
    }

    /** Returns whether this is an endpoint, not a port or bridge. */
    public boolean isEndpoint() {
        return isLinkEndpoint() || this == INTEGRATED_ENDPOINT;
    }

    /** Returns whether this port is the upper end of a link. */
    public boolean isDownstreamPort() {
        return this == ROOT_PORT || this == DOWNSTREAM_PORT || this == PCIE_BRIDGE;
    }

    /** Returns whether this port routes between links. */
    public boolean isRoutingPort() {
        return this == ROOT_PORT || this == UPSTREAM_PORT || this == DOWNSTREAM_PORT;
    }
}
