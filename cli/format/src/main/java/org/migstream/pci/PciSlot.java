// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The kind of slot in which a guest sees a function: on a root bus, or below a port or bridge of one kind. */
public enum PciSlot {
    /** On the root bus, such as pcie.0 or pci.0. */
    ROOT("root"),
    /** Below a root port or the downstream port of a switch. */
    ROOT_PORT("root-port"),
    /** Below a bridge from PCI Express to PCI. */
    PCIE_PCI_BRIDGE("pcie-pci-bridge"),
    /** Below a bridge from PCI to PCI. */
    PCI_BRIDGE("pci-bridge");

    private final String label;

    PciSlot(String label) {
        this.label = label;
    }

    /** Returns the name in options and documents. */
    public String label() {
        return label;
    }

    /** Finds a kind of slot by its {@link #label}. */
    public static Optional<PciSlot> ofLabel(String label) {
        return Arrays.stream(values()).filter(slot -> slot.label.equals(label)).findFirst();
    }

    /** Returns the bus of such a slot; more than one if it depends on a root bus that is not known. */
    public Set<GuestBus> busesOn(RootBus root) {
        return switch (this) {
            case ROOT -> byRoot(root, GuestBus.EXPRESS_ROOT);
            case ROOT_PORT -> EnumSet.of(GuestBus.EXPRESS_PORT);
            case PCIE_PCI_BRIDGE -> EnumSet.of(GuestBus.CONVENTIONAL_BELOW_EXPRESS);
            case PCI_BRIDGE -> byRoot(root, GuestBus.CONVENTIONAL_BELOW_EXPRESS);
        };
    }

    /**
     * Returns the kind of slot on a bus.
     *
     * @param isRoot whether the bus is the root bus
     */
    public static PciSlot on(GuestBus bus, boolean isRoot) {
        return switch (bus) {
            case EXPRESS_ROOT -> ROOT;
            case EXPRESS_PORT -> ROOT_PORT;
            case CONVENTIONAL_BELOW_EXPRESS -> PCIE_PCI_BRIDGE;
            case CONVENTIONAL -> isRoot ? ROOT : PCI_BRIDGE;
        };
    }

    private static Set<GuestBus> byRoot(RootBus root, GuestBus onExpress) {
        return switch (root) {
            case EXPRESS -> EnumSet.of(onExpress);
            case CONVENTIONAL -> EnumSet.of(GuestBus.CONVENTIONAL);
            case UNKNOWN -> EnumSet.of(onExpress, GuestBus.CONVENTIONAL);
        };
    }
}
