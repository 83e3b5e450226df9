// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a Linux host from files in a directory. */
public final class FakeHostFiles {
    private final Path root;

    public FakeHostFiles(Path root) throws IOException {
        this.root = root;
        makeDirectory("sys/bus/pci/devices");
        addFile("proc/sys/kernel/osrelease", "6.12.117\n");
    }

    public LinuxHost host() {
        return new LinuxHost(root);
    }

    Path makeDirectory(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }

    public FakeHostFiles addFile(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    public FakeHostFiles addLink(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    /**
     * Adds a PCI function.
     *
     * @param id vendor and device, such as {@code 15b3:101e}
     * @param driver the driver; null for no driver
     * @param group the IOMMU group; null for no group
     */
    public FakeHostFiles addPciDevice(String address, String id, String driver, String group) throws IOException {
        String device = "sys/devices/pci0000:3a/" + address;
        addFile(device + "/vendor", "0x" + id.substring(0, 4) + "\n");
        addFile(device + "/device", "0x" + id.substring(5) + "\n");
        addLink("sys/bus/pci/devices/" + address, "../../../devices/pci0000:3a/" + address);
        return addBoundDevice(device, address, "pci", driver, group);
    }

    /** Adds a mediated device with a driver and an IOMMU group. */
    public FakeHostFiles addMediatedDevice(String uuid, String driver, String group) throws IOException {
        String device = "sys/devices/virtual/" + driver + "/" + driver + "/" + uuid;
        makeDirectory(device);
        addLink("sys/bus/mdev/devices/" + uuid, "../../../devices/virtual/" + driver + "/" + driver + "/" + uuid);
        return addBoundDevice(device, uuid, "mdev", driver, group);
    }

    private FakeHostFiles addBoundDevice(String device, String address, String bus, String driver, String group)
            throws IOException {
        if (driver != null) {
            addLink(device + "/driver", "../../../bus/" + bus + "/drivers/" + driver);
        }
        if (group != null) {
            addLink(device + "/iommu_group", "../../../kernel/iommu_groups/" + group);
            addLink("sys/kernel/iommu_groups/" + group + "/devices/" + address, "../../../../devices/any/" + address);
            if (!Files.exists(root.resolve("dev/vfio/" + group))) {
                addFile("dev/vfio/" + group, "");
            }
        }
        return this;
    }

    /** Adds the cdev of a device, {@code vfioN}. */
    public FakeHostFiles addCdev(String device, String name) throws IOException {
        makeDirectory(device + "/vfio-dev/" + name);
        Path up = Path.of("..", "..", "..", "..").resolve(device);
        addLink("sys/class/vfio-dev/" + name + "/device", up.toString());
        return addFile("dev/vfio/devices/" + name, "");
    }

    /** Adds a process with open files; the descriptors start at 3. */
    public FakeHostFiles addProcess(int pid, String name, String... files) throws IOException {
        addFile("proc/" + pid + "/comm", name + "\n");
        for (int i = 0; i < files.length; i++) {
            addLink("proc/" + pid + "/fd/" + (3 + i), files[i]);
        }
        return this;
    }
}
