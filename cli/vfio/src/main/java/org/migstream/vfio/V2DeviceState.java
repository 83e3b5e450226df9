// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The states of v2, named and numbered as {@code enum vfio_device_mig_state} in uapi/linux/vfio.h does. */
public enum V2DeviceState implements MigrationState {
    // By their numbers: ordinal() is the value.
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

    V2DeviceState(DeviceActivity activity, DataPhase data) {
        this.activity = activity;
        this.dataPhase = data;
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

    /** Whether a device in it is being saved; such a session must not be left by accident. */
    boolean isSaving() {
        return dataPhase == DataPhase.PRE_COPY || dataPhase == DataPhase.STOP_COPY;
    }
}
