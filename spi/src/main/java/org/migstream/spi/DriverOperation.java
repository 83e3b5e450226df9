// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** A call into the kernel that fails when a driver refuses a state; see linux/vfio.h. */
public enum DriverOperation {
    /** {@code write()} to the data descriptor of a device in RESUMING. */
    WRITE_DATA("writing"),
    /** {@code VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE}, which takes the device out of RESUMING when all is written. */
    LEAVE_RESUMING("leaving RESUMING");

    private final String phrase;

    DriverOperation(String phrase) {
        this.phrase = phrase;
    }

    /** Returns the operation in the words that follow "on" in a message: {@code leaving RESUMING}. */
    public String phrase() {
        return phrase;
    }
}
