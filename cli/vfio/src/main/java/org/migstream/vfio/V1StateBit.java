// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The bits of v1's device_state ({@code VFIO_DEVICE_STATE_*} in uapi/linux/vfio.h up to Linux 5.17). */
public enum V1StateBit {
    /** The device runs; if the bit is clear, the device is stopped. */
    RUNNING(1),
    /** The device's state can be read from the data window. */
    SAVING(1 << 1),
    /** A state can be written to the data window. */
    RESUMING(1 << 2),
    /** The device starts no DMA. Proposed in December 2021, in no released header; optional for each device. */
    NDMA(1 << 3);

    private final int mask;

    V1StateBit(int mask) {
        this.mask = mask;
    }

    /** Returns the mask of the bit in the register. */
    public int mask() {
        return mask;
    }
}
