// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.nio.ByteBuffer;

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
     * Returns the maximum size of a chunk in bytes, as far as it is known before a session gives data_offset. It is the
     * size of the region after the registers, or less.
     */
    default long windowSize() {
        return regionSize() - V1Register.END_OFFSET;
    }

    /**
     * Calls pread(2) on the region and fills the buffer. Each register is read by one call of its own.
     *
     * @param offset offset in the region
     */
    void read(ByteBuffer into, long offset) throws VfioException;

    /**
     * Calls pwrite(2) on the region and writes the whole buffer. Each register is written by one call of its own.
     *
     * @param offset offset in the region
     */
    void write(ByteBuffer from, long offset) throws VfioException;
}
