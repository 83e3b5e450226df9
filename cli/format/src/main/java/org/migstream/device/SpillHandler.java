// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;

/** Where the bytes of a device go that a {@link DeviceDataStore} has no room for. */
@FunctionalInterface
public interface SpillHandler {
    /** Nowhere. */
    SpillHandler DISCARD = device -> (bytes, from, count) -> {};

    /** Takes bytes in their order. */
    @FunctionalInterface
    interface Sink {
        /** Takes the next ones; the array is the caller's. */
        void write(byte[] bytes, int from, int count) throws IOException;
    }

    /**
     * Asked once for each device, when there is no more room.
     *
     * @param device its {@link SavedDevice#deviceData} are the bytes up to here, which can be read now, but not later
     * @return takes all that follow in the main stream
     */
    Sink openSink(SavedDevice device) throws IOException;
}
