// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Linux host, as its files show it.
 *
 * @param root what {@code /sys}, {@code /proc} and {@code /dev} are in
 */
public record LinuxHost(Path root) {
    /** The one this runs on. */
    public static final LinuxHost LOCAL = new LinuxHost(Path.of("/"));

    /** The place of an absolute path of the host. */
    public Path resolve(String path) {
        return root.resolve(path.substring(1));
    }

    /** The release of its kernel, as {@code uname -r} says it. */
    public Optional<String> kernelRelease() {
        return readFirstLine(resolve("/proc/sys/kernel/osrelease"));
    }

    /** The devices whose driver is one of VFIO's, PCI functions before mediated devices. */
    public List<HostDevice> devices() {
        List<HostDevice> devices = new ArrayList<>();
        for (Bus bus : Bus.values()) {
            for (Path entry : listDirectory(resolve(bus.sysfsDirectory()))) {
                HostDevice device =
                        new HostDevice(this, bus, entry.getFileName().toString());
                if (device.hasVfioDriver()) {
                    devices.add(device);
                }
            }
        }
        return devices;
    }

    /** The device of an address, whichever driver it has; empty if there is none. */
    public Optional<HostDevice> findDevice(String address) {
        for (Bus bus : Bus.values()) {
            if (bus.isAddress(address)) {
                HostDevice device = new HostDevice(this, bus, address);
                return Files.exists(device.directory()) ? Optional.of(device) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The device behind {@code /dev/vfio/devices/NAME}; empty if the host shows none of that name. */
    public Optional<HostDevice> findDeviceByCdev(String name) {
        try {
            return findDeviceByDirectory(resolve("/sys/class/vfio-dev")
                    .resolve(name)
                    .resolve("device")
                    .toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The device whose directory in {@code /sys/devices} this is. */
    Optional<HostDevice> findDeviceByDirectory(Path directory) {
        return findDevice(directory.getFileName().toString());
    }

    /** What is in a directory, in the order of names; nothing if it cannot be read. */
    static List<Path> listDirectory(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            // What is read is up to the second: devices and processes come and go meanwhile.
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    /** The first line of a file, which the kernel may have put more behind; empty if there is none. */
    static Optional<String> readFirstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The last name of what a link leads to; empty if there is no such link. */
    static Optional<String> linkTargetName(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).getFileName()).map(Path::toString);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
