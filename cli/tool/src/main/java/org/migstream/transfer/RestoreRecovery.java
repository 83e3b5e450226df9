// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import org.migstream.transfer.TransferDevice.VfioCall;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/**
 * Brings the devices of a failed restore into their final state. If no device has been modified, all devices return to
 * their initial states. Otherwise the policy of the user applies to all devices ({@link OnError}), because they belong
 * to one guest: if one device is stopped, no other device runs.
 */
final class RestoreRecovery {
    private final OnError policy;
    private final List<RestoreTarget> targets;
    private final List<RestoreTarget> modified = new ArrayList<>();
    private final List<RestoreTarget> unmodified = new ArrayList<>();

    /** @param targets the devices in the order in which they stop and start */
    RestoreRecovery(OnError policy, List<RestoreTarget> targets) {
        this.policy = policy;
        this.targets = targets;
    }

    /** Brings each device into its final state and records failures. A failure does not affect the other devices. */
    void run() {
        for (RestoreTarget target : targets) {
            (mayBeModified(target) ? modified : unmodified).add(target);
        }
        if (modified.isEmpty() || policy == OnError.RESET) {
            modified.forEach(target -> VfioCall.hasFailed(target.transferDevice()::reset));
            restartUnmodified();
        } else if (policy == OnError.STOP) {
            modified.forEach(target -> target.transferDevice().resetAndStop());
            unmodified.forEach(target -> target.transferDevice().stopOrReset());
        }
    }

    /** Returns the unmodified devices to their initial states. All of them answer DMA before the first one runs. */
    private void restartUnmodified() {
        for (RestoreTarget target : unmodified) {
            boolean ran = target.transferDevice().initialState().activity() != DeviceActivity.STOPPED;
            if (ran && target.transferDevice().hasP2pState()) {
                VfioCall.hasFailed(target.transferDevice()::enterP2pIfStopped);
            }
        }
        for (RestoreTarget target : unmodified) {
            runOrReset(target, () -> returnToInitialState(target.transferDevice()));
            target.transferDevice().keptFailures().recordAsSurvived();
        }
    }

    /** Makes a call and resets the device if the call fails. A reset device loses its state. */
    private static void runOrReset(RestoreTarget target, VfioCall call) {
        if (VfioCall.hasFailed(call)) {
            VfioCall.hasFailed(target.transferDevice()::reset);
        }
    }

    private static void returnToInitialState(TransferDevice device) throws VfioException {
        MigrationState initial = device.initialState();
        MigrationState state = device.state();
        if (!initial.isError()
                && (state.activity() != initial.activity() || state.dataPhase() != initial.dataPhase())) {
            device.enter(StateGoal.of(initial.activity(), initial.dataPhase()).onAnyPath());
        }
    }

    /**
     * Returns whether the device may have been modified; true if its state cannot be read, because the device then
     * needs a reset.
     */
    private static boolean mayBeModified(RestoreTarget target) {
        try {
            return target.mayBeModified();
        } catch (VfioException e) {
            return true;
        }
    }
}
