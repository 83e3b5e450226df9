// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * A state of v1 or v2; {@code toString} returns its name. {@link DeviceActivity} and {@link DataPhase} describe a state
 * in terms that v1 and v2 have in common.
 */
public sealed interface MigrationState permits V2DeviceState, V1DeviceState {
    /** Returns the number of the state in the uAPI. */
    int value();

    /** Returns whether this is the error state, which only a reset leaves. */
    boolean isError();

    /** Returns the activity of the device. A device in ERROR is assumed to run. */
    DeviceActivity activity();

    /** Returns the phase of the data transfer in this state. */
    DataPhase dataPhase();

    /** The phase of the data transfer in a state, in terms that v1 and v2 have in common. */
    enum DataPhase {
        /** No data session is open. */
        NONE,
        /** The data are read while the device runs; later changes make parts of them outdated. */
        PRE_COPY,
        /** The data are read to their end while the device is stopped. */
        STOP_COPY,
        /** Data are written to the device. */
        RESUMING
    }

    /** The activity of a device in a state, in terms that v1 and v2 have in common. */
    enum DeviceActivity {
        /** The device works normally. */
        RUNNING,
        /**
         * The device responds to the guest and to its peers, but starts no DMA to a peer (v2: P2P) or no DMA at all
         * (v1: NDMA).
         */
        P2P_QUIESCENT,
        /** The device is stopped: no DMA, no interrupt, no change of its state. */
        STOPPED
    }
}
