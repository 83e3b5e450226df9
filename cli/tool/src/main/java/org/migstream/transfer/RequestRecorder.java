// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationDevice.StateListener;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/** Records the requests on the path of a device to a state and the states after them, and keeps their failures. */
final class RequestRecorder implements StateListener {
    private final TransferDevice device;
    private final List<MigrationState> states = new ArrayList<>();

    private @Nullable String firstFailure;

    RequestRecorder(TransferDevice device) {
        this.device = device;
    }

    /** Returns a note, if the device was more active for a moment than in the first and the last state. */
    Optional<String> activityNote() {
        if (states.isEmpty()) {
            return Optional.empty();
        }
        MigrationState first = states.get(0);
        MigrationState last = states.get(states.size() - 1);
        return states.stream()
                .min(Comparator.comparing(MigrationState::activity))
                .filter(state -> state.activity().compareTo(first.activity()) < 0
                        && state.activity().compareTo(last.activity()) < 0)
                .map(state ->
                        "it was in " + state + " for a moment, because its driver refused a request: " + firstFailure);
    }

    @Override
    public void entered(StateChange request) {
        if (states.isEmpty()) {
            states.add(request.from());
        }
        states.add(request.to());
        device.log().recordRequest(request, null);
        device.log().recordState(request.to());
    }

    @Override
    public void failed(StateChange request, VfioException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        String message = TransferException.messageOf(failure);
        firstFailure = firstFailure == null ? message : firstFailure;
        device.log().recordRequest(request, message);
        device.keptFailures()
                .add(message, StateGoal.isNotGranted(device.device().stateMachine(), failure));
        device.recordStateAfter(failure);
    }
}
