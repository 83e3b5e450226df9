// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.nio.ByteBuffer;

/**
 * The calls of v1: reads and writes of the migration region (VFIO_REGION_TYPE_MIGRATION, uapi/linux/vfio.h of Linux 5.8
 * to 5.17), which begins with {@link V1Register}s. All of it is little-endian.
 */
public non-sealed interface V1Device extends OpenDevice {
    /** Whether the region has VFIO_REGION_INFO_CAP_MIG_NDMA. */
    boolean hasNdma();

    /** Size of the region, bytes. */
    long regionSize();

    /**
     * The most bytes that one chunk can have, as far as is known before a session tells data_offset: all behind the
     * registers, or less.
     */
    default long windowSize() {
        return regionSize() - V1Register.END_OFFSET;
    }

    /**
     * pread(2) of the region. Registers are read one at a time and whole.
     *
     * @param into is filled
     * @param offset in the region
     */
    void read(ByteBuffer into, long offset) throws VfioException;

    /** pwrite(2) of the region, likewise. */
    void write(ByteBuffer from, long offset) throws VfioException;
}
