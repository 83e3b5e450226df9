// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/**
 * Where devices are left when a restore fails. If none of them has been touched, all are where they were found, and may
 * not have noticed. If one has, the user's policy is for all, for they belong to one guest: where one stands still, none
 * runs on.
 */
final class RestoreRecovery {
    private final OnError policy;
    private final List<RestoreTarget> targets;
    private final List<RestoreTarget> modified = new ArrayList<>();
    private final List<RestoreTarget> unmodified = new ArrayList<>();

    /** @param destinations in the order in which they stop and start */
    RestoreRecovery(OnError policy, List<RestoreTarget> destinations) {
        this.policy = policy;
        this.targets = destinations;
    }

    /** Each for itself; what fails is noted. */
    void run() {
        for (RestoreTarget destination : targets) {
            (mayBeModified(destination) ? modified : unmodified).add(destination);
        }
        if (modified.isEmpty() || policy == OnError.RESET) {
            modified.forEach(destination ->
                    tryCall(destination, () -> destination.transferDevice().reset()));
            restartUnmodified();
        } else if (policy == OnError.STOP) {
            for (RestoreTarget destination : modified) {
                tryCall(destination, () -> {
                    destination.transferDevice().reset();
                    destination.transferDevice().enter(DeviceActivity.STOPPED, DataPhase.NONE);
                });
            }
            unmodified.forEach(destination -> runOrReset(
                    destination, () -> destination.transferDevice().enter(DeviceActivity.STOPPED, DataPhase.NONE)));
        }
    }

    /** Those that have not been touched go back: first all answer each other, then they run. */
    private void restartUnmodified() {
        for (RestoreTarget destination : unmodified) {
            boolean ran = destination.transferDevice().initialState().activity() != DeviceActivity.STOPPED;
            if (ran && destination.transferDevice().hasP2pState()) {
                tryCall(destination, () -> destination.transferDevice().enterP2pIfStopped());
            }
        }
        unmodified.forEach(
                destination -> runOrReset(destination, () -> returnToInitialState(destination.transferDevice())));
    }

    /** The last resort is a reset: its state is lost, but it is in a state that one can work with. */
    private static void runOrReset(RestoreTarget destination, VfioCall attempt) {
        if (!tryCall(destination, attempt)) {
            tryCall(destination, () -> destination.transferDevice().reset());
        }
    }

    private static void returnToInitialState(TransferDevice participant) throws VfioException {
        MigrationState found = participant.initialState();
        MigrationState state = participant.device().state();
        if (!found.isError() && (state.activity() != found.activity() || state.dataPhase() != found.dataPhase())) {
            participant.enter(found.activity(), found.dataPhase());
        }
    }

    /** Who does not even tell its state is reset. */
    private static boolean mayBeModified(RestoreTarget destination) {
        try {
            return destination.mayBeModified();
        } catch (VfioException e) {
            return true;
        }
    }

    /** Whether it succeeds; what fails is noted. */
    private static boolean tryCall(RestoreTarget destination, VfioCall attempt) {
        Optional<VfioException> failure = VfioCall.tryRun(attempt);
        failure.ifPresent(destination.transferDevice()::recordFailure);
        return failure.isEmpty();
    }
}
