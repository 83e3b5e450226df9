// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** A state of v1 or v2; {@code toString} returns its name. */
public sealed interface MigrationState permits V2DeviceState, V1DeviceState {
    /** Returns the number of the state in the uAPI. */
    int value();

    /** Returns whether this is the error state, which only a reset leaves. */
    boolean isError();

    /** Returns what the device may do on its own. In ERROR it is assumed to run. */
    DeviceActivity activity();

    /** Returns the use of the device's data. */
    DataPhase dataPhase();
}
