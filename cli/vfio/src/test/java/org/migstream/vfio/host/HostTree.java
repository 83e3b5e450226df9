// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A host made of files. */
public final class HostTree {
    private final Path root;

    public HostTree(Path root) throws IOException {
        this.root = root;
        directory("sys/bus/pci/devices");
        file("proc/sys/kernel/osrelease", "6.12.117\n");
    }

    public Host host() {
        return new Host(root);
    }

    Path directory(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }

    HostTree file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    HostTree link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    /** A PCI function; driver and group may be null. */
    public HostTree pci(String address, String id, String driver, String group) throws IOException {
        String device = "sys/devices/pci0000:3a/" + address;
        file(device + "/vendor", "0x" + id.substring(0, 4) + "\n");
        file(device + "/device", "0x" + id.substring(5) + "\n");
        link("sys/bus/pci/devices/" + address, "../../../devices/pci0000:3a/" + address);
        return bound(device, address, "pci", driver, group);
    }

    /** A mediated device of a driver, in a group of its own. */
    public HostTree mediated(String uuid, String driver, String group) throws IOException {
        String device = "sys/devices/virtual/" + driver + "/" + driver + "/" + uuid;
        directory(device);
        link("sys/bus/mdev/devices/" + uuid, "../../../devices/virtual/" + driver + "/" + driver + "/" + uuid);
        return bound(device, uuid, "mdev", driver, group);
    }

    private HostTree bound(String device, String address, String bus, String driver, String group) throws IOException {
        if (driver != null) {
            link(device + "/driver", "../../../bus/" + bus + "/drivers/" + driver);
        }
        if (group != null) {
            link(device + "/iommu_group", "../../../kernel/iommu_groups/" + group);
            link("sys/kernel/iommu_groups/" + group + "/devices/" + address, "../../../../devices/any/" + address);
            if (!Files.exists(root.resolve("dev/vfio/" + group))) {
                file("dev/vfio/" + group, "");
            }
        }
        return this;
    }

    /** What VFIO calls a device, with a file of its own. */
    public HostTree cdev(String device, String name) throws IOException {
        directory(device + "/vfio-dev/" + name);
        Path up = Path.of("..", "..", "..", "..").resolve(device);
        link("sys/class/vfio-dev/" + name + "/device", up.toString());
        return file("dev/vfio/devices/" + name, "");
    }

    /** A process with files, numbered from 3 on. */
    public HostTree process(int number, String name, String... files) throws IOException {
        file("proc/" + number + "/comm", name + "\n");
        for (int i = 0; i < files.length; i++) {
            link("proc/" + number + "/fd/" + (3 + i), files[i]);
        }
        return this;
    }
}
