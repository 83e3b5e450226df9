// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.spi.PciId;

/**
 * A device of a host, as its files show it: each answer is read anew.
 *
 * @param host that has it
 * @param bus on which it is
 * @param address by which it is known there
 */
public record HostDevice(LinuxHost host, Bus bus, String address) {
    /** Where the files of devices are, those that are opened without a group: {@code vfioN}. */
    public static final String CDEV_DIRECTORY = "/dev/vfio/devices/";

    private static final String DRIVER_LINK = "driver";

    /** What the kernel's own drivers are called: mlx5_vfio_pci, xe-vfio-pci. The plain vfio-pci has no state of its own. */
    private static final Pattern VARIANT_DRIVER = Pattern.compile("(?<vendor>.+)_vfio_pci");

    /** Sample drivers of the kernel, which are not called so. */
    private static final List<String> SAMPLE_DRIVERS = List.of("mtty");

    /** Its directory in {@code /sys/bus}. */
    Path directory() {
        return host.resolve(bus.sysfsDirectory()).resolve(address);
    }

    /** Its driver, as the kernel calls it; empty without one. */
    public Optional<String> driver() {
        return LinuxHost.linkTargetName(directory().resolve(DRIVER_LINK));
    }

    /** The decoder for the states of its driver; empty if none is known. */
    public Optional<String> decoderName() {
        return driver().flatMap(HostDevice::decoderName);
    }

    /** As decoders are named: {@code mlx5} for the driver {@code mlx5_vfio_pci}. */
    static Optional<String> decoderName(String driver) {
        Matcher variant = VARIANT_DRIVER.matcher(driver.replace('-', '_'));
        if (variant.matches()) {
            return Optional.of(variant.group("vendor"));
        }
        return SAMPLE_DRIVERS.contains(driver) ? Optional.of(driver) : Optional.empty();
    }

    /** Vendor and device id of a PCI function; a mediated device shows them only to who opens it. */
    public Optional<PciId> pciId() {
        return readId("vendor").flatMap(vendor -> readId("device").map(device -> new PciId(vendor, device)));
    }

    private Optional<Integer> readId(String name) {
        Path file = directory().resolve(name);
        return Files.isRegularFile(file)
                ? LinuxHost.readFirstLine(file).flatMap(HostDevice::parseNumber)
                : Optional.empty();
    }

    private static Optional<Integer> parseNumber(String text) {
        try {
            return Optional.of(Integer.decode(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The number of its IOMMU group; empty if no IOMMU isolates it. */
    public Optional<String> iommuGroup() {
        return LinuxHost.linkTargetName(directory().resolve("iommu_group"));
    }

    /**
     * The file of its group. Without an IOMMU, but with VFIO's mode for that, it has another name.
     *
     * @return empty if VFIO has none
     */
    public Optional<String> groupFile() {
        return iommuGroup().flatMap(number -> List.of("/dev/vfio/" + number, "/dev/vfio/noiommu-" + number).stream()
                .filter(file -> Files.exists(host.resolve(file)))
                .findFirst());
    }

    /** The file of the device itself; empty if the kernel makes none. */
    public Optional<String> cdev() {
        return vfioDevName().map(name -> CDEV_DIRECTORY + name).filter(file -> Files.exists(host.resolve(file)));
    }

    /** What VFIO calls it; empty for kernels before 6.1, and if its driver is none of VFIO's. */
    private Optional<String> vfioDevName() {
        return LinuxHost.listDirectory(directory().resolve("vfio-dev")).stream()
                .map(entry -> entry.getFileName().toString())
                .findFirst();
    }

    /** Whether its driver is one of VFIO's. */
    public boolean hasVfioDriver() {
        return bus == Bus.MDEV
                ? driver().isPresent()
                : vfioDevName().isPresent()
                        || driver().filter(name -> name.contains("vfio")).isPresent();
    }

    /** The others of its group, which have to be VFIO's too, or have no driver. */
    public List<HostDevice> otherGroupDevices() {
        return iommuGroup()
                .map(number -> LinuxHost.listDirectory(
                        host.resolve("/sys/kernel/iommu_groups").resolve(number).resolve("devices")))
                .orElse(List.of())
                .stream()
                .map(entry -> host.findDevice(entry.getFileName().toString()))
                .flatMap(Optional::stream)
                .filter(other -> !other.equals(this))
                .toList();
    }

    /** As the user writes it. */
    @Override
    public String toString() {
        return "vfio:" + address;
    }
}
