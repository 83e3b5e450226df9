// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Functions of cards that QEMU 10.0.13 emulates, recorded twice: as Linux 6.12 showed them to user space, and as a QEMU with
 * {@code -device vfio-pci} saved them. The guest of that QEMU ran firmware only.
 */
enum RecordedFunction {
    IGB_VF_ON_ROOT_BUS("igbvf", GuestBus.EXPRESS_ROOT, "root", 0, 16384, 0, 0, 16384),
    IGB_VF_BELOW_ROOT_PORT("igbvf", GuestBus.EXPRESS_PORT, "root-port", 0, 16384, 0, 0, 16384),
    IGB_VF_BELOW_SWITCH("igbvf", GuestBus.EXPRESS_PORT, "switch", 0, 16384, 0, 0, 16384),
    IGB_VF_BELOW_PCIE_PCI_BRIDGE(
            "igbvf", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pcie-pci-bridge", 0, 16384, 0, 0, 16384),
    IGB_VF_BELOW_PCI_BRIDGE("igbvf", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pci-bridge", 0, 16384, 0, 0, 16384),
    IGB_VF_ON_CONVENTIONAL_ROOT_BUS("igbvf", GuestBus.CONVENTIONAL, "i440fx", 0, 16384, 0, 0, 16384),
    NVME_VF_ON_ROOT_BUS("nvmevf", GuestBus.EXPRESS_ROOT, "root", 0, 16384, 0, 0, 0),
    NVME_VF_BELOW_ROOT_PORT("nvmevf", GuestBus.EXPRESS_PORT, "root-port", 0, 16384, 0, 0, 0),
    NVME_VF_BELOW_SWITCH("nvmevf", GuestBus.EXPRESS_PORT, "switch", 0, 16384, 0, 0, 0),
    NVME_VF_BELOW_PCIE_PCI_BRIDGE("nvmevf", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pcie-pci-bridge", 0, 16384, 0, 0, 0),
    NVME_VF_BELOW_PCI_BRIDGE("nvmevf", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pci-bridge", 0, 16384, 0, 0, 0),
    NVME_VF_ON_CONVENTIONAL_ROOT_BUS("nvmevf", GuestBus.CONVENTIONAL, "i440fx", 0, 16384, 0, 0, 0),
    E1000E_ON_ROOT_BUS("e1000e", GuestBus.EXPRESS_ROOT, "root", 262144, 131072, 131072, 32, 16384),
    E1000E_BELOW_ROOT_PORT("e1000e", GuestBus.EXPRESS_PORT, "root-port", 262144, 131072, 131072, 32, 16384),
    E1000E_BELOW_SWITCH("e1000e", GuestBus.EXPRESS_PORT, "switch", 262144, 131072, 131072, 32, 16384),
    E1000E_BELOW_PCIE_PCI_BRIDGE(
            "e1000e", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pcie-pci-bridge", 262144, 131072, 131072, 32, 16384),
    E1000E_BELOW_PCI_BRIDGE(
            "e1000e", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pci-bridge", 262144, 131072, 131072, 32, 16384),
    E1000E_ON_CONVENTIONAL_ROOT_BUS("e1000e", GuestBus.CONVENTIONAL, "i440fx", 262144, 131072, 131072, 32, 16384),
    XHCI_ON_ROOT_BUS("xhci", GuestBus.EXPRESS_ROOT, "root", 0, 16384, 0, 0, 0),
    XHCI_BELOW_ROOT_PORT("xhci", GuestBus.EXPRESS_PORT, "root-port", 0, 16384, 0, 0, 0),
    XHCI_BELOW_SWITCH("xhci", GuestBus.EXPRESS_PORT, "switch", 0, 16384, 0, 0, 0),
    XHCI_BELOW_PCIE_PCI_BRIDGE("xhci", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pcie-pci-bridge", 0, 16384, 0, 0, 0),
    XHCI_BELOW_PCI_BRIDGE("xhci", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pci-bridge", 0, 16384, 0, 0, 0),
    XHCI_ON_CONVENTIONAL_ROOT_BUS("xhci", GuestBus.CONVENTIONAL, "i440fx", 0, 16384, 0, 0, 0),
    EDU_ON_ROOT_BUS("edu", GuestBus.EXPRESS_ROOT, "root", 0, 1048576, 0, 0, 0),
    EDU_BELOW_ROOT_PORT("edu", GuestBus.EXPRESS_PORT, "root-port", 0, 1048576, 0, 0, 0),
    EDU_BELOW_SWITCH("edu", GuestBus.EXPRESS_PORT, "switch", 0, 1048576, 0, 0, 0),
    EDU_BELOW_PCIE_PCI_BRIDGE("edu", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pcie-pci-bridge", 0, 1048576, 0, 0, 0),
    EDU_BELOW_PCI_BRIDGE("edu", GuestBus.CONVENTIONAL_BELOW_EXPRESS, "pci-bridge", 0, 1048576, 0, 0, 0),
    EDU_ON_CONVENTIONAL_ROOT_BUS("edu", GuestBus.CONVENTIONAL, "i440fx", 0, 1048576, 0, 0, 0);

    private final String host;
    private final GuestBus bus;
    private final String slot;
    private final RegionSizes regions;

    RecordedFunction(String host, GuestBus bus, String slot, long rom, long bar0, long bar1, long bar2, long bar3) {
        this.host = host;
        this.bus = bus;
        this.slot = slot;
        regions = new RegionSizes(List.of(bar0, bar1, bar2, bar3, 0L, 0L), rom);
    }

    /** Returns the function as the kernel shows it. */
    HostFunction host() {
        return new HostFunction(load(host + ".host"), regions, HostFunction.Use.RESET);
    }

    GuestBus bus() {
        return bus;
    }

    /** Returns the configuration space that QEMU saved. */
    ConfigSpace saved() {
        return load(host + "-" + slot + ".guest");
    }

    private static ConfigSpace load(String name) {
        try (InputStream in = RecordedFunction.class.getResourceAsStream("functions/" + name)) {
            return new ConfigSpace(Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
