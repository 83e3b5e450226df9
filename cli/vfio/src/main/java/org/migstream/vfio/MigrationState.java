// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * A state of v1 or v2; {@code toString} returns its name. {@link DeviceActivity} and {@link DataPhase} describe it in terms
 * that both have in common.
 */
public sealed interface MigrationState permits V2DeviceState, V1DeviceState {
    /** Returns the number of the state in the uAPI. */
    int value();

    /** Returns whether this is the error state, which only a reset leaves. */
    boolean isError();

    /** Returns what the device may do on its own. In ERROR it is assumed to run. */
    DeviceActivity activity();

    /** Returns the use of the device's data. */
    DataPhase dataPhase();

    /** The use of a device's data in one state, in terms that v1 and v2 have in common. */
    enum DataPhase {
        /** No data session is open. */
        NONE,
        /** The state is read while the device runs; changes make parts of it outdated. */
        PRE_COPY,
        /** The state is read to its end while the device is stopped. */
        STOP_COPY,
        /** A state is written to the device. */
        RESUMING
    }

    /** What a device may do on its own in one state, in terms that v1 and v2 have in common. */
    enum DeviceActivity {
        /** The device works normally. */
        RUNNING,
        /** The device answers the guest and its peers, but starts no DMA to a peer (v2: P2P) or no DMA at all (v1: NDMA). */
        P2P_QUIESCENT,
        /** The device is stopped: no DMA, no interrupt, no change of its state. */
        STOPPED
    }
}
