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
public record HostDevice(Host host, Bus bus, String address) {
    /** Where the files of devices are, those that are opened without a group: {@code vfioN}. */
    public static final String CDEVS = "/dev/vfio/devices/";

    private static final String DRIVER = "driver";

    /** What the kernel's own drivers are called: mlx5_vfio_pci, xe-vfio-pci. The plain vfio-pci has no state of its own. */
    private static final Pattern VARIANT = Pattern.compile("(?<vendor>.+)_vfio_pci");

    /** Sample drivers of the kernel, which are not called so. */
    private static final List<String> MEDIATED = List.of("mtty");

    /** Its directory in {@code /sys/bus}. */
    Path directory() {
        return host.at(bus.directory()).resolve(address);
    }

    /** Its driver, as the kernel calls it; empty without one. */
    public Optional<String> driver() {
        return Host.linked(directory().resolve(DRIVER));
    }

    /** The decoder for the states of its driver; empty if none is known. */
    public Optional<String> decoder() {
        return driver().flatMap(HostDevice::decoder);
    }

    /** As decoders are named: {@code mlx5} for the driver {@code mlx5_vfio_pci}. */
    static Optional<String> decoder(String driver) {
        Matcher variant = VARIANT.matcher(driver.replace('-', '_'));
        if (variant.matches()) {
            return Optional.of(variant.group("vendor"));
        }
        return MEDIATED.contains(driver) ? Optional.of(driver) : Optional.empty();
    }

    /** Vendor and device id of a PCI function; a mediated device shows them only to who opens it. */
    public Optional<PciId> pci() {
        return id("vendor").flatMap(vendor -> id("device").map(device -> new PciId(vendor, device)));
    }

    private Optional<Integer> id(String name) {
        Path file = directory().resolve(name);
        return Files.isRegularFile(file) ? Host.line(file).flatMap(HostDevice::number) : Optional.empty();
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.decode(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The number of its IOMMU group; empty if no IOMMU isolates it. */
    public Optional<String> group() {
        return Host.linked(directory().resolve("iommu_group"));
    }

    /**
     * The file of its group. Without an IOMMU, but with VFIO's mode for that, it has another name.
     *
     * @return empty if VFIO has none
     */
    public Optional<String> groupFile() {
        return group().flatMap(number -> List.of("/dev/vfio/" + number, "/dev/vfio/noiommu-" + number).stream()
                .filter(file -> Files.exists(host.at(file)))
                .findFirst());
    }

    /** The file of the device itself; empty if the kernel makes none. */
    public Optional<String> cdev() {
        return vfioName().map(name -> CDEVS + name).filter(file -> Files.exists(host.at(file)));
    }

    /** What VFIO calls it; empty for kernels before 6.1, and if its driver is none of VFIO's. */
    private Optional<String> vfioName() {
        return Host.entries(directory().resolve("vfio-dev")).stream()
                .map(entry -> entry.getFileName().toString())
                .findFirst();
    }

    /** Whether its driver is one of VFIO's. */
    public boolean isVfio() {
        return bus == Bus.MDEV
                ? driver().isPresent()
                : vfioName().isPresent()
                        || driver().filter(name -> name.contains("vfio")).isPresent();
    }

    /** The others of its group, which have to be VFIO's too, or have no driver. */
    public List<HostDevice> neighbours() {
        return group()
                .map(number -> Host.entries(
                        host.at("/sys/kernel/iommu_groups").resolve(number).resolve("devices")))
                .orElse(List.of())
                .stream()
                .map(entry -> host.device(entry.getFileName().toString()))
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
