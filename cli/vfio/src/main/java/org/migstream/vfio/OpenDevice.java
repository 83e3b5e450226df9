// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * An open VFIO device: the calls that v1 and v2 have in common. Each method makes one call into the kernel. {@link
 * MigrationDevice} combines the calls into a protocol. Only one thread may use a device at a time; {@link #close} may be
 * called from any thread. An {@link OpenFile} is a file that the device needs, a {@link DeviceConfiguration} its PCI
 * configuration.
 */
public sealed interface OpenDevice extends Closeable permits V1Device, V2Device {
    /**
     * Returns the name of the decoder for the states of the device's driver, such as {@code mlx5}; empty if it is unknown.
     */
    Optional<String> decoderName();

    /** Reads the configuration space (region 7, VFIO_PCI_CONFIG_REGION_INDEX) and the MSI-X vectors of a PCI device. */
    DeviceConfiguration readConfiguration() throws VfioException;

    /**
     * Writes a configuration, as QEMU does after loading one: the registers that the guest had written and that are
     * writable.
     *
     * @param configuration the configuration of a device with the same ids
     */
    void writeConfiguration(DeviceConfiguration configuration) throws VfioException;

    /** Returns the files that another process needs to take over the device, its own first; none for a simulated device. */
    default List<OpenFile> files() {
        return List.of();
    }

    /** Calls VFIO_DEVICE_RESET. The device then runs; its old state is lost and sessions end. */
    void reset() throws VfioException;

    /**
     * Closes the descriptor. Closing the last descriptor ends sessions and resets most devices. May be called from any
     * thread; for a simulated device it also ends a call that another thread is waiting in.
     */
    @Override
    void close() throws VfioException;

    /**
     * A file that is open in this process because a device needs it.
     *
     * @param kind the role of the file
     * @param descriptor the file descriptor in this process
     */
    record OpenFile(Kind kind, int descriptor) {
        /** The files that user space opens to use a VFIO device. */
        public enum Kind {
            /** The device itself; most devices are reset when the last copy of the descriptor is closed. */
            DEVICE,
            /** The IOMMU group of the device, {@code /dev/vfio/N}. */
            GROUP,
            /** The container that the group was added to, {@code /dev/vfio/vfio}. */
            CONTAINER,
            /** The iommufd that a device opened by its own file is bound to, {@code /dev/iommu}. */
            IOMMUFD
        }
    }

    /**
     * The configuration of a PCI device as the guest set it up. The data of a VFIO driver do not contain it.
     *
     * @param configSpace 256 or 4096 bytes. As in QEMU, a space whose size is not exactly 256 counts as 4096 bytes, padded
     *     with zeros
     * @param msixTable the MSI-X vectors; {@link MsixTable#EMPTY} without MSI-X
     */
    record DeviceConfiguration(ConfigSpace configSpace, MsixTable msixTable) {
        /**
         * Checks that this configuration can be written to a device of the same type.
         *
         * @param own the configuration of that device
         * @throws VfioException if the PCI ids or the numbers of MSI-X vectors differ
         */
        public void requireSameDeviceType(DeviceConfiguration own) throws VfioException {
            if (!configSpace.id().equals(own.configSpace.id())) {
                throw mismatch("it is for a device with PCI id " + configSpace.id() + ", this device has "
                        + own.configSpace.id());
            }
            if (msixTable.entryCount() != own.msixTable.entryCount()) {
                throw mismatch("it has " + msixTable.entryCount() + " MSI-X vectors, the device "
                        + own.msixTable.entryCount());
            }
        }

        private static VfioException mismatch(String reason) {
            return new VfioException("write the configuration", reason);
        }
    }
}
