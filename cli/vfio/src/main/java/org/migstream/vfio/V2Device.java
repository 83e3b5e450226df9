// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;

/**
 * The calls of v2: VFIO_DEVICE_FEATURE with the migration features (uapi/linux/vfio.h, drivers/vfio/vfio_main.c), and
 * those of the {@link DataDescriptor}.
 */
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

    /** Gets VFIO_DEVICE_FEATURE_MIG_DATA_SIZE: an estimate in bytes; empty if the driver gives no estimate. */
    OptionalLong stopCopyLength() throws VfioException;

    /**
     * The file descriptor of a v2 data session. It is read while the device is saved and written while it is resumed.
     */
    interface DataDescriptor extends Closeable {
        /**
         * Calls read(2) once.
         *
         * @return the number of bytes read. In STOP_COPY 0 means the end of the data. In pre-copy 0 means that no data
         *     are available now; several drivers return 0 where others fail with ENOMSG
         */
        int read(ByteBuffer into) throws VfioException;

        /**
         * Calls write(2) once. Must not be called again after a failure, because drivers would accept the data.
         *
         * @return the number of bytes written
         */
        int write(ByteBuffer from) throws VfioException;

        /** Calls VFIO_MIG_GET_PRECOPY_INFO; only valid while the device is in PRE_COPY or PRE_COPY_P2P. */
        PreCopyInfo preCopyInfo() throws VfioException;

        @Override
        void close() throws VfioException;
    }
}
