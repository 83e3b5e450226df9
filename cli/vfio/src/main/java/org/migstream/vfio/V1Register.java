// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The registers at the start of v1's migration region, {@code struct vfio_device_migration_info}. */
public enum V1Register {
    /** The {@link V1DeviceState}; reserved bits must be written as they were read. */
    DEVICE_STATE(0, Integer.BYTES),
    /** Read only: the number of bytes left to read. Reading it acknowledges the data read before. */
    PENDING_BYTES(8, Long.BYTES),
    /** Read only: the offset in the region where data are read or written. Reading it waits until the data are there. */
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
