// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The registers at the front of v1's migration region, {@code struct vfio_device_migration_info}. */
public enum V1Register {
    /** {@link V1DeviceState}; reserved bits are written as they were read. */
    DEVICE_STATE(0, Integer.BYTES),
    /** Read only: how many bytes are left; reading it says that the data read before are done with. */
    PENDING_BYTES(8, Long.BYTES),
    /** Read only: where in the region the data are, or are to be written; reading it waits until they are there. */
    DATA_OFFSET(16, Long.BYTES),
    /** How many bytes are there; writing it hands over as many. */
    DATA_SIZE(24, Long.BYTES);

    /** Where the first byte behind them is. */
    public static final int END_OFFSET = DATA_SIZE.offset + DATA_SIZE.size;

    private final int offset;
    private final int size;

    V1Register(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }

    /** Where in the region it is. */
    public int offset() {
        return offset;
    }

    /** Its width, bytes. */
    public int size() {
        return size;
    }
}
