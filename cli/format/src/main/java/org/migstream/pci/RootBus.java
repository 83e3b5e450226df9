// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.regex.Pattern;

/** The kind of the PCI root bus of a guest. It follows from the machine type. */
public enum RootBus {
    EXPRESS,
    CONVENTIONAL,
    UNKNOWN;

    private static final Pattern EXPRESS_MACHINE = Pattern.compile("(pc-q35|virt)-.*|q35|virt|sbsa-ref|microvm");
    private static final Pattern CONVENTIONAL_MACHINE =
            Pattern.compile("(pc-i440fx|pseries|s390-ccw-virtio)-.*|pc|pseries|s390-ccw-virtio");

    /**
     * Returns the root bus of a machine type ({@code TYPE_PCIE_HOST_BRIDGE} in hw/pci-host/q35.c and gpex.c, {@code
     * TYPE_PCI_HOST_BRIDGE} in hw/pci-host/i440fx.c, hw/ppc/spapr_pci.c and hw/s390x/s390-pci-bus.c).
     *
     * @param machineType the name in the configuration of a stream, such as {@code pc-q35-10.0}
     */
    public static RootBus of(String machineType) {
        if (EXPRESS_MACHINE.matcher(machineType).matches()) {
            return EXPRESS;
        }
        return CONVENTIONAL_MACHINE.matcher(machineType).matches() ? CONVENTIONAL : UNKNOWN;
    }
}
