// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.util.List;
import org.migstream.spi.PciId;

/**
 * The VFIO devices of a host.
 *
 * @param kernel its release; null if not known
 * @param devices all of them, whether or not they migrate
 * @param missingPrerequisites why there are none, and what to do about it; empty if there are some
 */
public record DevicesReport(String kernel, List<DeviceEntry> devices, List<String> missingPrerequisites) {
    /** Copies of the lists. */
    public DevicesReport {
        devices = List.copyOf(devices);
        missingPrerequisites = List.copyOf(missingPrerequisites);
    }

    /** Whether one of them can be saved and restored. */
    public boolean hasMigratableDevice() {
        return devices.stream().anyMatch(device -> device.migration() != null);
    }

    /**
     * One of them.
     *
     * @param device as it is named on the command line
     * @param address on its bus
     * @param bus {@code pci} or {@code mdev}
     * @param driver as the kernel calls it; null without one
     * @param decoder for its driver's states; null if none is known
     * @param pci its ids; null if not known
     * @param group number of its IOMMU group; null without one
     * @param cdev its own file; null without one
     * @param user who has it open; null if nobody is known to
     * @param migration what it offers; null if nothing is known to be offered
     * @param error why not; null if it migrates
     */
    public record DeviceEntry(
            String device,
            String address,
            String bus,
            String driver,
            String decoder,
            PciId pci,
            String group,
            String cdev,
            UserProcess user,
            MigrationSupport migration,
            String error) {}

    /**
     * A process that has a device open.
     *
     * @param pid its number
     * @param command what it calls itself; null if not known
     */
    public record UserProcess(int pid, String command) {}

    /**
     * What a device offers.
     *
     * @param uapi {@code v1} or {@code v2}
     * @param features in the kernel's words
     * @param state in which it is
     * @param stopCopyBytes how much it would give once it is stopped; null if it does not tell
     */
    public record MigrationSupport(String uapi, List<String> features, String state, Long stopCopyBytes) {
        /** A copy of the list. */
        public MigrationSupport {
            features = List.copyOf(features);
        }
    }
}
