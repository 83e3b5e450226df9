// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The calls of v1: reads and writes of the migration region (VFIO_REGION_TYPE_MIGRATION, uapi/linux/vfio.h of Linux 5.8
 * to 5.17). The region starts with the {@link V1Register}s. All numbers in it are little-endian.
 */
public non-sealed interface V1Device extends OpenDevice {
    /** Returns whether the region has VFIO_REGION_INFO_CAP_MIG_NDMA. */
    boolean hasNdma();

    /** Returns the size of the region in bytes. */
    long regionSize();

    /**
     * Returns an upper limit for the size of a chunk in bytes: the size of the region after the registers, or less. The
     * exact limit depends on data_offset, which is known only in a session.
     */
    default long windowSize() {
        return regionSize() - V1Register.END_OFFSET;
    }

    /**
     * Returns the states that the device entered during the last write of device_state, in order, also if the write
     * failed; empty if the device does not tell. A kernel device does not.
     */
    default List<V1DeviceState> statesOfLastRequest() {
        return List.of();
    }

    /**
     * Calls pread(2) on the region and fills the buffer. Each register must be read with a separate call.
     *
     * @param offset offset in the region
     */
    void read(ByteBuffer into, long offset) throws VfioException;

    /**
     * Calls pwrite(2) on the region and writes the whole buffer. Each register must be written with a separate call.
     *
     * @param offset offset in the region
     */
    void write(ByteBuffer from, long offset) throws VfioException;

    /** The registers at the start of v1's migration region, {@code struct vfio_device_migration_info}. */
    enum V1Register {
        /** The {@link V1DeviceState}; reserved bits must be written as they were read. */
        DEVICE_STATE(0, Integer.BYTES),
        /** Read only: the number of bytes left to read. Reading it acknowledges the data read before. */
        PENDING_BYTES(8, Long.BYTES),
        /**
         * Read only: the offset in the region where data are read or written. Reading it waits until the data are
         * available.
         */
        DATA_OFFSET(16, Long.BYTES),
        /** The number of bytes at data_offset. Writing it hands that many bytes to the driver. */
        DATA_SIZE(24, Long.BYTES);

        /** The offset of the first byte after the registers. */
        public static final int END_OFFSET = DATA_SIZE.offset + DATA_SIZE.size;

        private final int offset;
        private final int size;

        V1Register(int offset, int size) {
            this.offset = offset;
            this.size = size;
        }

        /** Returns the offset in the region. */
        public int offset() {
            return offset;
        }

        /** Returns the width in bytes. */
        public int size() {
            return size;
        }
    }
}
