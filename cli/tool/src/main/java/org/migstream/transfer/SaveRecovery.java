// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.transfer.TransferDevice.VfioCall;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/**
 * Brings the devices of a save into their final states. A device returns to its initial state, or stops after a
 * successful save with {@code --leave-stopped}. All paths to that state are tried, because the guest needs the state of
 * the device. Only then the policy of the user applies ({@link OnError}). A failure of one device does not affect the
 * other devices. A device to which no request was made is not changed.
 */
final class SaveRecovery {
    private final DeviceGroup group;
    private final OnError policy;

    SaveRecovery(DeviceGroup group, OnError policy) {
        this.group = group;
        this.policy = policy;
    }

    /**
     * Ends the data sessions and brings each device into its final state. The devices answer DMA before the first of
     * them runs. Keeps failures, because the call may be repeated.
     *
     * @param leaveStopped whether the devices stop; else each device returns to its initial state
     */
    void tryReturn(boolean leaveStopped) {
        List<TransferDevice> devices = group.inStopOrder();
        for (TransferDevice device : devices) {
            boolean stops = finalActivity(device, leaveStopped) == DeviceActivity.STOPPED;
            if (devices.size() > 1 && !stops && device.hasP2pState()) {
                VfioCall.hasFailed(device::enterP2pIfStopped);
            }
        }
        for (TransferDevice device : devices) {
            VfioCall.hasFailed(() -> tryReturn(device, leaveStopped));
        }
    }

    private static DeviceActivity finalActivity(TransferDevice device, boolean leaveStopped) {
        return leaveStopped ? DeviceActivity.STOPPED : device.initialState().activity();
    }

    private static void tryReturn(TransferDevice device, boolean leaveStopped) throws VfioException {
        MigrationState state = device.device().state();
        if (state.isError() && device.log().hasRequests()) {
            // Only a reset leaves ERROR.
            device.recordChangedState(state);
        } else if (device.log().hasRequests() && !isReturned(device, leaveStopped)) {
            StateGoal goal = StateGoal.of(
                    finalActivity(device, leaveStopped), device.initialState().dataPhase());
            device.tryEnter(goal.onAnyPath());
        }
    }

    private static boolean isReturned(TransferDevice device, boolean leaveStopped) throws VfioException {
        MigrationState state = device.device().state();
        return state.isError() == device.initialState().isError()
                && state.activity() == finalActivity(device, leaveStopped)
                && state.dataPhase() == device.initialState().dataPhase();
    }

    /** Brings each device into its final state, applies the policy to the others, and records all failures. */
    void run(boolean leaveStopped) {
        tryReturn(leaveStopped);
        List<TransferDevice> returned = new ArrayList<>();
        List<TransferDevice> failed = new ArrayList<>();
        for (TransferDevice device : group.inStopOrder()) {
            Optional<VfioException> failure = VfioCall.tryRun(() -> requireReturned(device, leaveStopped));
            if (failure.isPresent()) {
                if (device.keptFailures().isEmpty() && !device.log().hasFailed()) {
                    device.keptFailures().add(TransferException.messageOf(failure.get()));
                }
                device.keptFailures().recordAsFailed();
                failed.add(device);
            } else {
                device.keptFailures().recordAsSurvived();
                returned.add(device);
            }
        }
        failed.forEach(device -> applyPolicy(device, leaveStopped));
        if (policy == OnError.STOP && !failed.isEmpty()) {
            for (TransferDevice device : returned) {
                boolean ran = finalActivity(device, leaveStopped) != DeviceActivity.STOPPED;
                if (ran && !VfioCall.hasFailed(device::stop)) {
                    device.recordFailure("it is stopped, because another device did not come back (--on-error stop)");
                }
            }
        }
    }

    private static void requireReturned(TransferDevice device, boolean leaveStopped) throws VfioException {
        if (device.log().hasRequests() && !isReturned(device, leaveStopped)) {
            throw new VfioException(
                    "return to the initial state",
                    "the device is in " + device.device().state());
        }
    }

    private void applyPolicy(TransferDevice device, boolean leaveStopped) {
        switch (policy) {
            case RESET -> {
                if (!VfioCall.hasFailed(device::reset)) {
                    VfioCall.hasFailed(() -> tryReturn(device, leaveStopped));
                    device.keptFailures().recordAsFailed();
                }
            }
            case STOP -> device.stopOrReset();
            case KEEP -> {
                // The device stays as it is.
            }
        }
    }
}
