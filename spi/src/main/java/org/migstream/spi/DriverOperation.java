// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** A system call that fails if a driver refuses a state; see linux/vfio.h. */
public enum DriverOperation {
    /** {@code write()} to the data descriptor of a device in RESUMING. */
    WRITE_DATA("a write"),
    /** {@code VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE}, which takes the device out of RESUMING after the last write. */
    LEAVE_RESUMING("leaving RESUMING");

    private final String phrase;

    DriverOperation(String phrase) {
        this.phrase = phrase;
    }

    /** Returns the operation as a phrase for messages: {@code leaving RESUMING}. */
    public String phrase() {
        return phrase;
    }
}
