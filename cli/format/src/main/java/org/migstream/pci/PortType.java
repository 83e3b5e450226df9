// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** The kind of a bridge, from the type field of its Express capability ({@code PCI_EXP_FLAGS_TYPE}). */
public enum PortType {
    ROOT_PORT(4, true),
    UPSTREAM_PORT(5, true),
    DOWNSTREAM_PORT(6, true),
    PCI_TO_EXPRESS_BRIDGE(8, true),
    /** A bridge to a conventional bus, or a function that is not a bridge. */
    OTHER(-1, false);

    private final int code;
    private final boolean expressBus;

    PortType(int code, boolean expressBus) {
        this.code = code;
        this.expressBus = expressBus;
    }

    /** Returns the kind of a function. */
    public static PortType of(ConfigSpace space) {
        int type = PciConfiguration.read(space).capabilities().stream()
                .filter(capability -> capability.id() == CapabilityId.EXP.id())
                .mapToInt(capability -> space.u8(capability.offset() + 2) >> 4)
                .findFirst()
                .orElse(-1);
        for (PortType known : values()) {
            if (known.code == type) {
                return known;
            }
        }
        return OTHER;
    }

    /** Returns whether the bus below the function is a PCI Express bus. */
    public boolean hasExpressBus() {
        return expressBus;
    }
}
