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
final class Recovery {
    private final OnError policy;
    private final List<Destination> destinations;
    private final List<Destination> touched = new ArrayList<>();
    private final List<Destination> others = new ArrayList<>();

    /** @param destinations in the order in which they stop and start */
    Recovery(OnError policy, List<Destination> destinations) {
        this.policy = policy;
        this.destinations = destinations;
    }

    /** Each for itself; what fails is noted. */
    void run() {
        for (Destination destination : destinations) {
            (isTouched(destination) ? touched : others).add(destination);
        }
        if (touched.isEmpty() || policy == OnError.RESET) {
            touched.forEach(destination ->
                    attempt(destination, () -> destination.participant().reset()));
            restart();
        } else if (policy == OnError.STOP) {
            for (Destination destination : touched) {
                attempt(destination, () -> {
                    destination.participant().reset();
                    destination.participant().enter(DeviceActivity.STOPPED, DataPhase.NONE);
                });
            }
            others.forEach(destination -> orReset(
                    destination, () -> destination.participant().enter(DeviceActivity.STOPPED, DataPhase.NONE)));
        }
    }

    /** Those that have not been touched go back: first all answer each other, then they run. */
    private void restart() {
        for (Destination destination : others) {
            boolean ran = destination.participant().found().activity() != DeviceActivity.STOPPED;
            if (ran && destination.participant().canBeQuiet()) {
                attempt(destination, () -> destination.participant().answer());
            }
        }
        others.forEach(destination -> orReset(destination, () -> goBack(destination.participant())));
    }

    /** The last resort is a reset: its state is lost, but it is in a state that one can work with. */
    private static void orReset(Destination destination, Attempt attempt) {
        if (!attempt(destination, attempt)) {
            attempt(destination, () -> destination.participant().reset());
        }
    }

    private static void goBack(Participant participant) throws VfioException {
        MigrationState found = participant.found();
        MigrationState state = participant.device().state();
        if (!found.isError() && (state.activity() != found.activity() || state.data() != found.data())) {
            participant.enter(found.activity(), found.data());
        }
    }

    /** Who does not even tell its state is reset. */
    private static boolean isTouched(Destination destination) {
        try {
            return destination.touched();
        } catch (VfioException e) {
            return true;
        }
    }

    /** Whether it succeeds; what fails is noted. */
    private static boolean attempt(Destination destination, Attempt attempt) {
        Optional<VfioException> failure = Attempt.failure(attempt);
        failure.ifPresent(destination.participant()::failed);
        return failure.isEmpty();
    }
}
