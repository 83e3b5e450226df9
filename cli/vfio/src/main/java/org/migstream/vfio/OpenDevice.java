// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/**
 * An open VFIO device: the calls that v1 and v2 have in common. Each method makes one call into the kernel. {@link
 * MigrationDevice} combines the calls into a protocol. Only one thread may use a device at a time; {@link #close} may be
 * called from any thread.
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
}
