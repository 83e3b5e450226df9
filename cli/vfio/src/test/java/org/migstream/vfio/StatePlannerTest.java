// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine.Arc;

/** The requests that lead to a state, with drivers that grant all, some or random requests. */
class StatePlannerTest {
    private static final V1StateMachine V1 = new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE);

    static Stream<MigrationFlags> allFlags() {
        return Stream.of(true, false)
                .flatMap(p2p -> Stream.of(true, false).map(preCopy -> new MigrationFlags(p2p, preCopy)));
    }

    private static <S extends MigrationState> StateGoal goalOf(S state) {
        return StateGoal.of(state.activity(), state.dataPhase());
    }

    /** Returns the states that a driver enters which grants every request. */
    private static <S extends MigrationState> List<S> way(StateMachine<S> machine, S from, StateGoal goal)
            throws VfioException {
        List<S> way = new ArrayList<>();
        S at = from;
        for (var next = new StatePlanner<>(machine).nextRequest(at, goal, List.of());
                next.isPresent();
                next = new StatePlanner<>(machine).nextRequest(at, goal, List.of())) {
            at = next.get().to();
            way.add(at);
        }
        return way;
    }

    @ParameterizedTest
    @MethodSource("allFlags")
    void v2Way_isPathOfKernel(MigrationFlags flags) throws VfioException {
        V2StateMachine machine = new V2StateMachine(flags);
        for (var transition : machine.allTransitions()) {
            StateGoal goal = goalOf(transition.to());
            if (transition.refusal().isEmpty()) {
                assertEquals(transition.path(), way(machine, transition.from(), goal), transition.toString());
            } else {
                assertThrows(VfioException.class, () -> way(machine, transition.from(), goal));
            }
        }
    }

    /** v1 requirement: a request names all wanted bits, however many change. */
    @Test
    void v1Way_isOneRequest() throws VfioException {
        for (V1DeviceState from : V1.states()) {
            for (V1DeviceState to : V1.states()) {
                assertEquals(
                        goalOf(to).isReachedIn(from) ? 0 : 1,
                        way(V1, from, goalOf(to)).size(),
                        from + " " + to);
            }
        }
    }

    /** A driver that grants a set of requests and answers all others with EINVAL. */
    private static final class Driver {
        private final Set<Arc<V1DeviceState>> granted;
        private final List<V1DeviceState> states = new ArrayList<>();
        private final Set<Arc<V1DeviceState>> refused = new HashSet<>();

        Driver(Set<Arc<V1DeviceState>> granted, V1DeviceState initial) {
            this.granted = granted;
            states.add(initial);
        }

        private V1DeviceState state() {
            return states.get(states.size() - 1);
        }

        /** Returns whether the goal was reached. */
        boolean enter(StateGoal goal) {
            List<StateChange> failed = new ArrayList<>();
            while (true) {
                Arc<V1DeviceState> request;
                try {
                    var next = new StatePlanner<>(V1).nextRequest(state(), goal, failed);
                    if (next.isEmpty()) {
                        return true;
                    }
                    request = next.get();
                } catch (VfioException e) {
                    return false;
                }
                if (granted.contains(request)) {
                    states.add(request.to());
                } else {
                    assertTrue(refused.add(request), "requested twice: " + request);
                    failed.add(new FailedRequest(request.from(), request.to()));
                }
            }
        }
    }

    private record FailedRequest(MigrationState from, MigrationState to) implements StateChange {
        @Override
        public void execute() {
            throw new AssertionError();
        }
    }

    /** v1 requirements: no invalid state on the way; no DMA on a way between states without DMA; RESUMING is never lost. */
    @Test
    void randomDrivers_areBroughtThereIfTheyCan() {
        Random random = new Random(20261129);
        int reached = 0;
        int wayWithSeveralRequests = 0;
        for (int i = 0; i < 20_000; i++) {
            Set<Arc<V1DeviceState>> granted = new HashSet<>();
            for (V1DeviceState from : V1.states()) {
                for (V1DeviceState to : V1.states()) {
                    if (random.nextInt(4) == 0) {
                        granted.add(new Arc<>(from, to));
                    }
                }
            }
            V1DeviceState from = V1.states().get(random.nextInt(V1.states().size()));
            V1DeviceState to = V1.states().get(random.nextInt(V1.states().size()));
            Driver driver = new Driver(granted, from);
            if (driver.enter(goalOf(to))) {
                reached++;
                wayWithSeveralRequests += driver.states.size() > 2 ? 1 : 0;
            } else {
                assertFalse(granted.contains(new Arc<>(from, to)), from + " to " + to);
            }
            assertWayIsAllowed(driver.states, from, to);
        }
        assertTrue(reached > 5000 && wayWithSeveralRequests > 1000, reached + ", " + wayWithSeveralRequests);
    }

    private static void assertWayIsAllowed(List<V1DeviceState> way, V1DeviceState from, V1DeviceState to) {
        boolean saved = isSaving(from) && isSaving(to);
        for (V1DeviceState state : way) {
            String what = way + " to " + to;
            assertTrue(state.isValid(), what);
            assertTrue(
                    state.activity().compareTo(from.activity()) >= 0
                            || state.activity().compareTo(to.activity()) >= 0,
                    what);
            assertTrue(!saved || isSaving(state), what);
        }
        for (V1DeviceState state : way.subList(1, Math.max(1, way.size() - 1))) {
            assertFalse(state.dataPhase() == DataPhase.RESUMING, way + " to " + to);
        }
    }

    private static boolean isSaving(V1DeviceState state) {
        return state.dataPhase() == DataPhase.PRE_COPY || state.dataPhase() == DataPhase.STOP_COPY;
    }

    /** v1 requirement: SAVING to SAVING|RUNNING and SAVING to RUNNING bring a source back whose target has failed. */
    @ParameterizedTest
    @CsvSource({
        "2, 2-1, 'RUNNING'",
        "2, 2-0 0-1, '0 RUNNING'",
        "2, 2-3 3-1, 'SAVING|RUNNING RUNNING'",
        "3, 3-2 2-1, 'SAVING RUNNING'",
        "3, 3-0 0-1, '0 RUNNING'"
    })
    void everyWayBack_isFound(int from, String grantedRequests, String way) {
        Set<Arc<V1DeviceState>> granted = new HashSet<>();
        for (String request : grantedRequests.split(" ")) {
            String[] ends = request.split("-");
            granted.add(new Arc<>(
                    new V1DeviceState(Integer.parseInt(ends[0])), new V1DeviceState(Integer.parseInt(ends[1]))));
        }
        Driver driver = new Driver(granted, new V1DeviceState(from));
        assertTrue(driver.enter(StateGoal.of(DeviceActivity.RUNNING, DataPhase.NONE)));
        assertEquals(
                way,
                String.join(
                        " ",
                        driver.states.stream()
                                .skip(1)
                                .map(V1DeviceState::toString)
                                .toList()));
    }

    /** A stopped device runs on the way only if the caller allows it. */
    @Test
    void stoppedDevice_runsOnTheWayOnlyIfAllowed() {
        Set<Arc<V1DeviceState>> granted = Set.of(
                new Arc<>(new V1DeviceState(0), new V1DeviceState(1)),
                new Arc<>(new V1DeviceState(1), new V1DeviceState(4)));
        StateGoal goal = StateGoal.of(DeviceActivity.STOPPED, DataPhase.RESUMING);
        assertFalse(new Driver(granted, new V1DeviceState(0)).enter(goal));
        assertTrue(new Driver(granted, new V1DeviceState(0)).enter(goal.passingThrough(DeviceActivity.RUNNING)));
        assertFalse(new Driver(granted, new V1DeviceState(0)).enter(goal.passingThrough(DeviceActivity.P2P_QUIESCENT)));
    }
}
