// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/** The states of v2, with the names and numbers of {@code enum vfio_device_mig_state} in uapi/linux/vfio.h. */
public enum V2DeviceState implements MigrationState {
    // The order matters: ordinal() is the number of the state.
    ERROR(DeviceActivity.RUNNING, DataPhase.NONE),
    STOP(DeviceActivity.STOPPED, DataPhase.NONE),
    RUNNING(DeviceActivity.RUNNING, DataPhase.NONE),
    STOP_COPY(DeviceActivity.STOPPED, DataPhase.STOP_COPY),
    RESUMING(DeviceActivity.STOPPED, DataPhase.RESUMING),
    RUNNING_P2P(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE),
    PRE_COPY(DeviceActivity.RUNNING, DataPhase.PRE_COPY),
    PRE_COPY_P2P(DeviceActivity.P2P_QUIESCENT, DataPhase.PRE_COPY);

    private final DeviceActivity activity;
    private final DataPhase dataPhase;

    V2DeviceState(DeviceActivity activity, DataPhase dataPhase) {
        this.activity = activity;
        this.dataPhase = dataPhase;
    }

    @Override
    public int value() {
        return ordinal();
    }

    @Override
    public boolean isError() {
        return this == ERROR;
    }

    @Override
    public DeviceActivity activity() {
        return activity;
    }

    @Override
    public DataPhase dataPhase() {
        return dataPhase;
    }

    /** Returns whether a save session is open in this state; a path must not end such a session by accident. */
    boolean isSaving() {
        return dataPhase == DataPhase.PRE_COPY || dataPhase == DataPhase.STOP_COPY;
    }
}
