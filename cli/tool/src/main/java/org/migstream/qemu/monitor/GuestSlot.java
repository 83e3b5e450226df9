// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

/**
 * The kind of slot that a function has in the guest, as far as QEMU's emulation of the configuration space depends on it
 * ({@code vfio_setup_pcie_cap} and {@code vfio_add_capabilities} in hw/vfio/pci.c).
 */
public enum GuestSlot {
    /** A PCI Express root bus: the function is integrated into the root complex. */
    EXPRESS_ROOT_BUS,
    /** Below a root port or a downstream port of a switch. */
    EXPRESS_PORT,
    /** A conventional bus of a machine with a PCI Express root bus, such as that of a PCIe-to-PCI bridge. */
    CONVENTIONAL_BUS_BELOW_EXPRESS,
    /** The root bus of a machine without PCI Express. */
    CONVENTIONAL_ROOT_BUS,
    /** A conventional bus below a bridge of a machine without PCI Express. */
    CONVENTIONAL_BUS,
    /** QEMU did not report the types of the buses. */
    UNKNOWN;

    /** Returns the kind of slot of a function on a bus. */
    static GuestSlot of(boolean isRootBus, boolean isExpressBus, boolean isExpressRoot) {
        if (isRootBus) {
            return isExpressBus ? EXPRESS_ROOT_BUS : CONVENTIONAL_ROOT_BUS;
        }
        if (isExpressBus) {
            return EXPRESS_PORT;
        }
        return isExpressRoot ? CONVENTIONAL_BUS_BELOW_EXPRESS : CONVENTIONAL_BUS;
    }
}
