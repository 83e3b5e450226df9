// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The bits of v1's device_state ({@code VFIO_DEVICE_STATE_*} in uapi/linux/vfio.h up to Linux 5.17). */
public enum V1StateBit {
    /** The device works; without it, it stands still. */
    RUNNING(1),
    /** The data window gives the device's state. */
    SAVING(1 << 1),
    /** The data window takes a state. */
    RESUMING(1 << 2),
    /** The device starts no DMA: proposed in December 2021, in no released header; an option of each device. */
    NDMA(1 << 3);

    private final int mask;

    V1StateBit(int mask) {
        this.mask = mask;
    }

    /** The bit in its place. */
    public int mask() {
        return mask;
    }
}
