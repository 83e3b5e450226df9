// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** A state of either uAPI; its {@code toString} is its name. */
public sealed interface MigrationState permits V2DeviceState, V1DeviceState {
    /** The number that the kernel knows it by. */
    int value();

    /** Whether only a reset helps. */
    boolean isError();

    /** What the device does by itself; in ERROR, the worst. */
    DeviceActivity activity();

    /** What can be done with its data. */
    DataPhase dataPhase();
}
