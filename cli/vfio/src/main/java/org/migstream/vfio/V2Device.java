// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Optional;
import java.util.OptionalLong;

/** The calls of v2: VFIO_DEVICE_FEATURE with the features of migration (uapi/linux/vfio.h, drivers/vfio/vfio_main.c). */
public non-sealed interface V2Device extends OpenDevice {
    /** VFIO_DEVICE_FEATURE_MIGRATION: bits as in {@link MigrationFlags#of}. */
    long migrationFlags() throws VfioException;

    /** Gets VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE. */
    V2DeviceState state() throws VfioException;

    /**
     * Sets VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE. After a failure {@link #state} may be any on the way.
     *
     * @return the descriptor of the data session that begins; empty if none does
     */
    Optional<DataDescriptor> setState(V2DeviceState state) throws VfioException;

    /** Gets VFIO_DEVICE_FEATURE_MIG_DATA_SIZE: an estimate, bytes; empty where the driver does not tell. */
    OptionalLong stopCopyLength() throws VfioException;
}
