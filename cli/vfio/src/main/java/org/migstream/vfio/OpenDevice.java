// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;

/**
 * A VFIO device as the kernel shows it to the process that holds its descriptor: what v1 and v2 have in common. One
 * method is one call into the kernel, and does no more; how the calls make up a protocol is {@link MigrationDevice}'s
 * part. Not for more than one thread at a time, but for {@link #close}.
 */
public sealed interface OpenDevice extends Closeable permits V1Device, V2Device {
    /**
     * The name of the driver whose format the state has, as decoders are named ({@code mlx5}); null if nobody knows.
     */
    Optional<String> decoderName();

    /** The configuration space and the MSI-X vectors; region 7 (VFIO_PCI_CONFIG_REGION_INDEX) of a PCI device. */
    DeviceConfiguration readConfiguration() throws VfioException;

    /**
     * Gives it another configuration, as QEMU does after loading one: what the guest had written, and nothing that the
     * device does not let be written.
     *
     * @param configuration of a device with the same ids
     */
    void writeConfiguration(DeviceConfiguration configuration) throws VfioException;

    /** The files that whoever is to have the device instead needs, its own first; none of a device that lives in here. */
    default List<OpenFile> files() {
        return List.of();
    }

    /** VFIO_DEVICE_RESET: the device runs, with nothing left of what it was; sessions end. */
    void reset() throws VfioException;

    /**
     * Closes the last descriptor, which ends sessions and, for most devices, resets. May be called from any thread, and
     * ends a call that another one waits in.
     */
    @Override
    void close() throws VfioException;
}
