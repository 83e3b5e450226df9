// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.host.HostDevice.Bus;

/** Explains why a host has no VFIO device and what to do. */
public final class MissingPrerequisites {
    private final LinuxHost host;

    /** @param host a host without VFIO devices */
    public MissingPrerequisites(LinuxHost host) {
        this.host = host;
    }

    /** Returns one or more messages, in the order in which the causes have to be removed. */
    public List<String> messages() {
        List<String> messages = new ArrayList<>();
        if (!Files.exists(host.resolve("/sys/bus/pci")) && !Files.exists(host.resolve("/sys/bus/mdev"))) {
            messages.add(
                    "neither /sys/bus/pci nor /sys/bus/mdev exists; check that this is Linux and that /sys is mounted");
            return messages;
        }
        boolean hasMediatedBus = Files.exists(host.resolve(Bus.MDEV.sysfsDirectory()));
        if (LinuxHost.listDirectory(host.resolve("/sys/kernel/iommu_groups")).isEmpty() && !hasMediatedBus) {
            messages.add("no IOMMU is in use; enable it in the firmware (VT-d, AMD-Vi, SMMU) and, on Intel, boot"
                    + " with intel_iommu=on");
        }
        if (!Files.exists(host.resolve("/dev/vfio"))) {
            messages.add(
                    "VFIO is not loaded; load vfio-pci or the driver of the vendor, such as mlx5_vfio_pci, with modprobe");
        }
        List<HostDevice> functions = virtualFunctions();
        if (functions.isEmpty()) {
            messages.add(
                    "no device has a VFIO driver; create virtual functions (sriov_numvfs) or a mediated device, and"
                            + " bind the vendor's VFIO driver to it");
        } else {
            HostDevice first = functions.get(0);
            messages.add("no device has a VFIO driver, but there "
                    + (functions.size() == 1
                            ? "is a virtual function, "
                            : "are " + functions.size() + " virtual functions, the first ")
                    + first.address()
                    + first.driver().map(driver -> " with the driver " + driver).orElse(" without a driver")
                    + "; bind the vendor's VFIO driver to it");
        }
        return messages;
    }

    private List<HostDevice> virtualFunctions() {
        List<HostDevice> found = new ArrayList<>();
        for (Path entry : LinuxHost.listDirectory(host.resolve(Bus.PCI.sysfsDirectory()))) {
            if (Files.isSymbolicLink(entry.resolve(HostDevice.PHYSICAL_FUNCTION_LINK))) {
                found.add(new HostDevice(host, Bus.PCI, entry.getFileName().toString()));
            }
        }
        return found;
    }
}
