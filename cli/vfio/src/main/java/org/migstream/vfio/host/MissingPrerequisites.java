// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Why a host has no VFIO device, and what to do about it. */
public final class MissingPrerequisites {
    private final LinuxHost host;

    /** @param host that has none */
    public MissingPrerequisites(LinuxHost host) {
        this.host = host;
    }

    /** In the order in which they have to be removed; the last one is always there: no device is VFIO's. */
    public List<String> messages() {
        List<String> obstacles = new ArrayList<>();
        if (!Files.exists(host.resolve("/sys/bus/pci")) && !Files.exists(host.resolve("/sys/bus/mdev"))) {
            obstacles.add("neither /sys/bus/pci nor /sys/bus/mdev is there: is /sys mounted, and is this Linux?");
            return obstacles;
        }
        boolean mediated = Files.exists(host.resolve(Bus.MDEV.sysfsDirectory()));
        if (LinuxHost.listDirectory(host.resolve("/sys/kernel/iommu_groups")).isEmpty() && !mediated) {
            obstacles.add("no IOMMU is in use: switch it on in the firmware (VT-d, AMD-Vi, SMMU) and, on Intel, boot"
                    + " with intel_iommu=on");
        }
        if (!Files.exists(host.resolve("/dev/vfio"))) {
            obstacles.add("VFIO is not loaded: modprobe vfio-pci, or the vendor's driver such as mlx5_vfio_pci");
        }
        List<HostDevice> virtual = virtualFunctions();
        if (virtual.isEmpty()) {
            obstacles.add("no device has a VFIO driver: make virtual functions (sriov_numvfs) or a mediated device, and"
                    + " bind the vendor's VFIO driver to it");
        } else {
            HostDevice first = virtual.get(0);
            obstacles.add("no device has a VFIO driver, but there "
                    + (virtual.size() == 1
                            ? "is a virtual function, "
                            : "are " + virtual.size() + " virtual functions, the first ")
                    + first.address()
                    + first.driver().map(driver -> " with the driver " + driver).orElse(" without a driver")
                    + ": bind the vendor's VFIO driver to it");
        }
        return obstacles;
    }

    private List<HostDevice> virtualFunctions() {
        List<HostDevice> found = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve(Bus.PCI.sysfsDirectory()))) {
            if (Files.isSymbolicLink(entry.resolve("physfn"))) {
                found.add(new HostDevice(host, Bus.PCI, entry.getFileName().toString()));
            }
        }
        return found;
    }
}
