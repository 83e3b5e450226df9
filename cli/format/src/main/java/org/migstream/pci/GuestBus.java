// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * The kind of the bus on which a guest sees a vfio-pci function, as far as QEMU makes a difference ({@code
 * vfio_setup_pcie_cap} and {@code vfio_add_ext_cap} in hw/vfio/pci.c).
 */
public enum GuestBus {
    /** A PCI Express root bus. An endpoint on it becomes a root complex integrated endpoint. */
    EXPRESS_ROOT("on a PCI Express root bus"),
    /** The bus below a root port or the downstream port of a switch. */
    EXPRESS_PORT("below a root port or switch"),
    /** A conventional bus in a machine whose root bus is PCI Express. QEMU hides the Express capability there. */
    CONVENTIONAL_BELOW_EXPRESS("below a bridge to conventional PCI"),
    /** A conventional bus in a machine without PCI Express. */
    CONVENTIONAL("in a machine without PCI Express");

    private final String description;

    GuestBus(String description) {
        this.description = description;
    }

    /**
     * Returns the kind of a bus.
     *
     * @param isRootBus whether the bus is the root bus
     * @param isExpressBus whether the bus is a PCI Express bus
     * @param isExpressRoot whether the root bus is a PCI Express bus
     */
    public static GuestBus of(boolean isRootBus, boolean isExpressBus, boolean isExpressRoot) {
        if (isExpressBus) {
            return isRootBus ? EXPRESS_ROOT : EXPRESS_PORT;
        }
        return isExpressRoot && !isRootBus ? CONVENTIONAL_BELOW_EXPRESS : CONVENTIONAL;
    }

    /** Returns where the function is, for people. */
    public String description() {
        return description;
    }

    /** Returns whether the extended capabilities are visible on this bus. */
    public boolean isExpress() {
        return this == EXPRESS_ROOT || this == EXPRESS_PORT;
    }
}
