// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.MsixTable;

/**
 * An open VFIO device: the operations that v1 and v2 have in common. {@link MigrationDevice} combines them into a
 * protocol. Only one thread may use a device at a time; {@link #close} may be called from any thread.
 *
 * <p>An {@link OpenFile} is a file that the device needs. A {@link DeviceConfiguration} is its PCI configuration.
 */
public sealed interface OpenDevice extends Closeable permits V1Device, V2Device {
    /**
     * Returns the name of the decoder for the states of the device's driver, such as {@code mlx5}; empty if it is
     * unknown.
     */
    Optional<String> decoderName();

    /** Returns the kernel's name of the device's driver, such as {@code mlx5_vfio_pci}; empty if it is unknown. */
    default Optional<String> kernelDriver() {
        return Optional.empty();
    }

    /** Reads the configuration space (region 7, VFIO_PCI_CONFIG_REGION_INDEX) and the MSI-X vectors of a PCI device. */
    DeviceConfiguration readConfiguration() throws VfioException;

    /**
     * Writes the registers of the header that a guest may have written, and the MSI-X vectors if they are visible. QEMU
     * writes only the command register to the kernel and emulates the other registers.
     *
     * @param configuration the configuration of a device with the same ids
     */
    void writeConfiguration(DeviceConfiguration configuration) throws VfioException;

    /**
     * Returns the files that another process needs to take over the device, starting with the file of the device; empty
     * for a simulated device.
     */
    default List<OpenFile> files() {
        return List.of();
    }

    /**
     * Calls a listener in another thread, at most once, when the kernel requests that this process closes the device:
     * its driver is being unbound, or the device is being removed (VFIO_PCI_REQ_IRQ_INDEX). The kernel waits until the
     * device is closed. May be called once. Does nothing if the device cannot pass requests on, or if another process
     * gets them.
     *
     * @throws VfioException if the device can pass requests on, but refuses to do so
     */
    default void onDeviceRequest(Runnable listener) throws VfioException {}

    /** Returns whether the device can be reset, as far as the kernel reports it (VFIO_DEVICE_FLAGS_RESET). */
    default boolean canReset() {
        return true;
    }

    /** Calls VFIO_DEVICE_RESET. The device then runs; its state is lost and its data sessions are closed. */
    void reset() throws VfioException;

    /**
     * Closes the descriptor. Closing the last descriptor ends sessions and resets most devices. May be called from any
     * thread. For a simulated device the close also ends a hanging call of another thread.
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
            /** The iommufd, {@code /dev/iommu}, to which a device opened as a cdev is bound. */
            IOMMUFD
        }
    }

    /**
     * The configuration of a PCI device as the guest has set it up. The migration data of a VFIO driver do not contain
     * the configuration.
     *
     * @param function the configuration space and the sizes of the regions
     * @param msixTable the MSI-X vectors; {@link MsixTable#EMPTY} without MSI-X
     * @param vectorsRead whether the vectors were read from the device; otherwise they are those after a reset
     */
    record DeviceConfiguration(HostFunction function, MsixTable msixTable, boolean vectorsRead) {
        /** Creates the configuration of a device that keeps its registers and shows its vectors. */
        public DeviceConfiguration(ConfigSpace configSpace, MsixTable msixTable) {
            this(new HostFunction(configSpace, null, HostFunction.Use.KEPT), msixTable, true);
        }

        /** Returns the configuration space, 256 or 4096 bytes. */
        public ConfigSpace configSpace() {
            return function.configSpace();
        }

        /**
         * Checks that a device has the same type, so that this configuration can be written to it.
         *
         * @param target the configuration of that device
         * @throws VfioException if the PCI ids or the numbers of MSI-X vectors differ
         */
        public void requireSameDeviceType(DeviceConfiguration target) throws VfioException {
            if (!configSpace().id().equals(target.configSpace().id())) {
                throw mismatch(
                        "the saved configuration has PCI id " + configSpace().id() + ", but the device has "
                                + target.configSpace().id());
            }
            if (msixTable.entryCount() != target.msixTable.entryCount()) {
                throw mismatch("the saved configuration has " + formatVectors(msixTable) + ", but the device has "
                        + formatVectors(target.msixTable));
            }
        }

        private static String formatVectors(MsixTable table) {
            return table.entryCount() + (table.entryCount() == 1 ? " MSI-X vector" : " MSI-X vectors");
        }

        private static VfioException mismatch(String reason) {
            return new VfioException("write the configuration", reason);
        }
    }
}
