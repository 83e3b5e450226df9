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
 * @param missingPrerequisites the reasons why the host has no VFIO devices, with the actions to take; empty if the host
 *     has VFIO devices
 */
public record DevicesReport(@Nullable String kernel, List<DeviceEntry> devices, List<String> missingPrerequisites) {
    /** Copies the lists. */
    public DevicesReport {
        devices = List.copyOf(devices);
        missingPrerequisites = List.copyOf(missingPrerequisites);
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
     * @param cdev the path of the device's cdev; null if there is none
     * @param user the process that has the device open; null if no such process is known
     * @param query whether the device has answered
     * @param migration the migration support; null if the device has none or if it could not be read
     * @param error the reason why the migration support is unknown or missing, or the first failure of the device;
     *     null if there is neither
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
            Query query,
            @Nullable MigrationSupport migration,
            @Nullable String error) {}

    /** Whether a device was asked and has answered. */
    public enum Query {
        /** The device has answered, or has refused to answer with an error. */
        ANSWERED,
        /** The device has not answered in time. Its migration support and its state are unknown. */
        NOT_ANSWERED,
        /** The device was not asked, because its driver never supports migration, or because it would be opened. */
        NOT_ASKED
    }

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
     * @param state the current state; null if the device failed to report it
     * @param stopCopyBytes the estimated number of bytes of data after the device is stopped; null if the driver gives
     *     no estimate
     */
    public record MigrationSupport(
            String uapi,
            List<String> features,
            @Nullable String state,
            @Nullable Long stopCopyBytes) {
        /** Copies the list. */
        public MigrationSupport {
            features = List.copyOf(features);
        }
    }
}
