// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Optional;
import java.util.OptionalLong;

/** The calls of v2: VFIO_DEVICE_FEATURE with the migration features (uapi/linux/vfio.h, drivers/vfio/vfio_main.c). */
public non-sealed interface V2Device extends OpenDevice {
    /** Gets VFIO_DEVICE_FEATURE_MIGRATION: the bits of {@link MigrationFlags#of}. */
    long migrationFlags() throws VfioException;

    /** Gets VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE. */
    V2DeviceState state() throws VfioException;

    /**
     * Sets VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE. After a failure the device may be in any state on the path.
     *
     * @return the descriptor of the data session that the request opens; empty if it opens none
     */
    Optional<DataDescriptor> setState(V2DeviceState state) throws VfioException;

    /** Gets VFIO_DEVICE_FEATURE_MIG_DATA_SIZE: an estimate in bytes; empty if the driver gives none. */
    OptionalLong stopCopyLength() throws VfioException;
}
