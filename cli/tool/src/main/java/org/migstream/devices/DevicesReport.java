// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.PciId;

/**
 * The VFIO devices of a host.
 *
 * @param kernel the release of the kernel; null if it is unknown
 * @param devices all VFIO devices, with or without migration support
 * @param missingPrerequisites why the host has no devices and what to do; empty if it has some
 */
public record DevicesReport(@Nullable String kernel, List<DeviceEntry> devices, List<String> missingPrerequisites) {
    /** Copies the lists. */
    public DevicesReport {
        devices = List.copyOf(devices);
        missingPrerequisites = List.copyOf(missingPrerequisites);
    }

    /** Returns whether any device can be saved and restored. */
    public boolean hasMigratableDevice() {
        return devices.stream().anyMatch(device -> device.migration() != null);
    }

    /**
     * One VFIO device.
     *
     * @param device the name of the device on the command line
     * @param address the address on the bus
     * @param bus the bus, pci or mdev
     * @param driver the kernel's name of the driver; null if the device has none
     * @param decoder the decoder for the driver's states; null if it is unknown
     * @param pci the PCI ids; null if they are unknown
     * @param group the number of the IOMMU group; null if there is none
     * @param cdev the file of the device itself; null if there is none
     * @param user the process that has the device open; null if none is known
     * @param migration the migration support; null if it could not be read or there is none
     * @param error why there is no migration support; null if there is
     */
    public record DeviceEntry(
            String device,
            String address,
            String bus,
            @Nullable String driver,
            @Nullable String decoder,
            @Nullable PciId pci,
            @Nullable String group,
            @Nullable String cdev,
            @Nullable UserProcess user,
            @Nullable MigrationSupport migration,
            @Nullable String error) {}

    /**
     * A process that has a device open.
     *
     * @param pid the process id
     * @param command the name of the process; null if it is unknown
     */
    public record UserProcess(int pid, @Nullable String command) {}

    /**
     * The migration support of a device.
     *
     * @param uapi {@code v1} or {@code v2}
     * @param features the names of the features in the uAPI
     * @param state the current state
     * @param stopCopyBytes the estimated bytes of data once the device is stopped; null if the driver gives no estimate
     */
    public record MigrationSupport(
            String uapi,
            List<String> features,
            String state,
            @Nullable Long stopCopyBytes) {
        /** Copies the list. */
        public MigrationSupport {
            features = List.copyOf(features);
        }
    }
}
