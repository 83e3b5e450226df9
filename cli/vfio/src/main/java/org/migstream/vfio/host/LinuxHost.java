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
import org.migstream.spi.PciId;
import org.migstream.vfio.host.HostDevice.Bus;

/**
 * A Linux host, as described by its files. Tests use a host whose files are in a temporary directory.
 *
 * @param root the directory that contains {@code sys}, {@code proc} and {@code dev}
 */
public record LinuxHost(Path root) {
    /** The local host. */
    public static final LinuxHost LOCAL = new LinuxHost(Path.of("/"));

    /** Returns the local path of an absolute path of the host. */
    public Path resolve(String path) {
        return root.resolve(path.substring(1));
    }

    /** Returns the release of the kernel, as printed by {@code uname -r}. */
    public Optional<String> kernelRelease() {
        return readFirstLine(resolve("/proc/sys/kernel/osrelease"));
    }

    /** Returns the devices with a VFIO driver, PCI functions before mediated devices. */
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

    /** Returns the device with an address, with any driver; empty if it does not exist. */
    public Optional<HostDevice> findDevice(String address) {
        for (Bus bus : Bus.values()) {
            if (bus.isAddress(address)) {
                HostDevice device = new HostDevice(this, bus, address);
                return Files.exists(device.directory()) ? Optional.of(device) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the driver that all VFIO devices with these PCI ids have in common; empty if they differ. Devices whose ids
     * are unknown count as having these ids.
     */
    public Optional<String> commonDriver(PciId id) {
        List<Optional<String>> names = devices().stream()
                .filter(device -> device.pciId().map(id::equals).orElse(true))
                .map(HostDevice::driver)
                .distinct()
                .toList();
        return names.size() == 1 ? names.get(0) : Optional.empty();
    }

    /** Returns the device of {@code /dev/vfio/devices/NAME}; empty if it does not exist. */
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

    /** Returns the device with this directory in {@code /sys/devices}. */
    Optional<HostDevice> findDeviceByDirectory(Path directory) {
        return findDevice(directory.getFileName().toString());
    }

    /** Returns the entries of a directory, ordered by name; none if it cannot be read. */
    static List<Path> listDirectory(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            // Devices and processes can disappear at any time.
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    /** Returns the first line of a file; empty if the file cannot be read. */
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

    /** Returns the last part of the path to which a link points; empty if the link does not exist. */
    static Optional<String> linkTargetName(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).getFileName()).map(Path::toString);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
