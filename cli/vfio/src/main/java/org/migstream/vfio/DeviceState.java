// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The states of v2, named and numbered as {@code enum vfio_device_mig_state} in uapi/linux/vfio.h does. */
public enum DeviceState implements MigrationState {
    // By their numbers: ordinal() is the value.
    ERROR(DeviceActivity.RUNNING, DataPhase.NONE),
    STOP(DeviceActivity.STOPPED, DataPhase.NONE),
    RUNNING(DeviceActivity.RUNNING, DataPhase.NONE),
    STOP_COPY(DeviceActivity.STOPPED, DataPhase.STOP_COPY),
    RESUMING(DeviceActivity.STOPPED, DataPhase.RESUMING),
    RUNNING_P2P(DeviceActivity.QUIET, DataPhase.NONE),
    PRE_COPY(DeviceActivity.RUNNING, DataPhase.PRE_COPY),
    PRE_COPY_P2P(DeviceActivity.QUIET, DataPhase.PRE_COPY);

    private final DeviceActivity activity;
    private final DataPhase data;

    DeviceState(DeviceActivity activity, DataPhase data) {
        this.activity = activity;
        this.data = data;
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
    public DataPhase data() {
        return data;
    }

    /** Whether a device in it is being saved; such a session must not be left by accident. */
    boolean isSaving() {
        return data == DataPhase.PRE_COPY || data == DataPhase.STOP_COPY;
    }
}
