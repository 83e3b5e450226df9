// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;

/** Receives the data of devices for which a {@link DeviceDataStore} has no room. */
@FunctionalInterface
public interface SpillHandler {
    /** Drops the data. */
    SpillHandler DISCARD = device -> (bytes, from, count) -> {};

    /** Receives bytes in order. */
    @FunctionalInterface
    interface Sink {
        /** Receives the next bytes. The caller reuses the array. */
        void write(byte[] bytes, int from, int count) throws IOException;
    }

    /**
     * Opens a sink. Called once for each device, when the store is full.
     *
     * @param device the device of the data; its {@link SavedDevice#deviceData} contains all earlier bytes, which can be
     *     read now but not later
     * @return a sink for all later bytes of this device in the main stream
     */
    Sink openSink(SavedDevice device) throws IOException;
}
