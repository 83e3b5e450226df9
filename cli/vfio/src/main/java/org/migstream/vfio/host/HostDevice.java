// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.pci.HostFunction;
import org.migstream.spi.PciId;

/**
 * A device of a host, as described by the files of the host. Each method reads the files again.
 *
 * @param host the host
 * @param bus the bus of the device
 * @param address the address on the bus
 */
public record HostDevice(LinuxHost host, Bus bus, String address) {
    /** A bus of the host that can have migratable VFIO devices. */
    public enum Bus {
        /** PCI functions; the address is domain, bus, device and function. */
        PCI("\\p{XDigit}{4,8}:\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7]"),
        /** Mediated devices; the address is a UUID. */
        MDEV("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

        private final Pattern addressPattern;

        Bus(String addressPattern) {
            this.addressPattern = Pattern.compile(addressPattern);
        }

        /** Returns whether a text has the form of an address on this bus. */
        public boolean isAddress(String text) {
            return addressPattern.matcher(text).matches();
        }

        String sysfsDirectory() {
            return "/sys/bus/" + this + "/devices";
        }

        /** Returns the name of the bus in {@code /sys/bus}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The directory of the cdevs. Each device has its own cdev, {@code vfioN}. */
    public static final String CDEV_DIRECTORY = "/dev/vfio/devices/";

    /**
     * Start of the name of a cdev in VFIO's no-IOMMU mode, {@code noiommu-vfioN} (Linux 7.3 and newer, with
     * CONFIG_IOMMUFD_NOIOMMU).
     */
    public static final String NOIOMMU_PREFIX = "noiommu-";

    private static final String DRIVER_LINK = "driver";
    static final String PHYSICAL_FUNCTION_LINK = "physfn";
    private static final String TOTAL_VFS = "sriov_totalvfs";

    private static final String PLAIN_DRIVER = "vfio-pci";

    /** The names of the vendors' VFIO drivers, such as mlx5_vfio_pci and xe-vfio-pci. Plain vfio-pci does not match. */
    private static final Pattern VARIANT_DRIVER = Pattern.compile("(?<vendor>.+)_vfio_pci");

    /** The sample drivers of the kernel, whose names have another form. */
    private static final List<String> SAMPLE_DRIVERS = List.of("mtty");

    /** Returns the directory of the device in {@code /sys/bus}. */
    Path directory() {
        return host.resolve(bus.sysfsDirectory()).resolve(address);
    }

    /** Returns the kernel's name of the driver; empty if the device has no driver. */
    public Optional<String> driver() {
        return LinuxHost.linkTargetName(directory().resolve(DRIVER_LINK));
    }

    /**
     * Returns who has written the registers that a guest writes after a process has opened the device. A mediated device
     * keeps them; vfio-pci makes those of a function again ({@code vfio_config_init} in drivers/vfio/pci/vfio_pci_config.c).
     */
    public HostFunction.Use useAfterOpen() {
        return bus == Bus.MDEV ? HostFunction.Use.KEPT : HostFunction.Use.RESET;
    }

    /** Returns whether the driver is plain vfio-pci, which never supports migration. */
    public boolean hasPlainVfioDriver() {
        return driver().equals(Optional.of(PLAIN_DRIVER));
    }

    /** Returns the alias by which the kernel selects modules for a PCI function; empty if it is unknown. */
    Optional<String> modalias() {
        return LinuxHost.readFirstLine(directory().resolve("modalias"));
    }

    /** Returns the name of the decoder for the states of the driver; empty if it is unknown. */
    public Optional<String> decoderName() {
        return driver().flatMap(HostDevice::decoderName);
    }

    /** Returns the decoder name of a driver, such as {@code mlx5} for {@code mlx5_vfio_pci}. */
    public static Optional<String> decoderName(String driver) {
        Matcher variant = VARIANT_DRIVER.matcher(driver.replace('-', '_'));
        if (variant.matches()) {
            return Optional.of(variant.group("vendor"));
        }
        return SAMPLE_DRIVERS.contains(driver) ? Optional.of(driver) : Optional.empty();
    }

    /**
     * Returns the vendor and device id of a PCI function; empty for a mediated device, whose ids are known only after
     * opening.
     */
    public Optional<PciId> pciId() {
        return readId("vendor").flatMap(vendor -> readId("device").map(device -> new PciId(vendor, device)));
    }

    /** Returns the physical function of a virtual function; empty for any other device. */
    public Optional<HostDevice> physicalFunction() {
        return LinuxHost.linkTargetName(directory().resolve(PHYSICAL_FUNCTION_LINK))
                .flatMap(host::findDevice);
    }

    /** Returns whether the device is a physical function that can have virtual functions. */
    public boolean hasVirtualFunctions() {
        return Files.exists(directory().resolve(TOTAL_VFS));
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

    /** Returns the number of the IOMMU group; empty if the device has none. */
    public Optional<String> iommuGroup() {
        return LinuxHost.linkTargetName(directory().resolve("iommu_group"));
    }

    /**
     * Returns the path of the IOMMU group's file: {@code /dev/vfio/N}, or {@code /dev/vfio/noiommu-N} in VFIO's
     * no-IOMMU mode.
     *
     * @return empty if the file does not exist
     */
    public Optional<String> groupFile() {
        return iommuGroup().flatMap(number -> List.of("/dev/vfio/" + number, "/dev/vfio/noiommu-" + number).stream()
                .filter(file -> Files.exists(host.resolve(file)))
                .findFirst());
    }

    /**
     * Returns the path of the device's cdev: {@code /dev/vfio/devices/vfioN}, or {@code .../noiommu-vfioN} in VFIO's
     * no-IOMMU mode; empty if the kernel provides none.
     */
    public Optional<String> cdev() {
        return vfioDevName().map(name -> CDEV_DIRECTORY + name).filter(file -> Files.exists(host.resolve(file)));
    }

    /**
     * Returns the name of the device in {@code vfio-dev}; empty before Linux 6.1, or if the driver is not a VFIO
     * driver.
     */
    private Optional<String> vfioDevName() {
        return LinuxHost.listDirectory(directory().resolve("vfio-dev")).stream()
                .map(entry -> entry.getFileName().toString())
                .findFirst();
    }

    /** Returns whether the driver is a VFIO driver. */
    public boolean hasVfioDriver() {
        return bus == Bus.MDEV
                ? driver().isPresent()
                : vfioDevName().isPresent()
                        || driver().filter(name -> name.contains("vfio")).isPresent();
    }

    /** Returns the other devices of the IOMMU group. To use the group, each must have a VFIO driver or no driver. */
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

    /** Returns the name of the device on the command line, {@code vfio:ADDRESS}. */
    @Override
    public String toString() {
        return "vfio:" + address;
    }
}
