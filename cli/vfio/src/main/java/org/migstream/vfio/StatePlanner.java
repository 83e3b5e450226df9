// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.vfio.MigrationDevice.StateChange;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.Transition;

/**
 * Finds the requests that bring a device into a state. The driver may refuse a request, so a path is planned again after
 * each failure, without the refused requests.
 *
 * <p>A v2 request goes one step, because the kernel's path is known. A v1 request names all wanted bits, however many
 * change, because each driver chooses its path. So the first path in v1 is one request, and a path with several requests
 * is tried only if the driver refuses that one.
 *
 * <p>A path has the fewest requests. Among these, the states on the path of the {@link StateMachine} are preferred. A way
 * never passes through these states:
 *
 * <ul>
 *   <li>RESUMING, which discards the state of the device.
 *   <li>A state with a save session, if that would open or close a session more than once. If the device is and will be
 *       saved, the session stays open.
 *   <li>A state that is more active than the current state, the wanted state and {@link StateGoal#mostActive}. So a
 *       device whose DMA is stopped starts none on the way.
 *   <li>A stopped state between two states that are not stopped, if the wanted state is pre-copy.
 * </ul>
 *
 * @param <S> the states of one uAPI
 */
final class StatePlanner<S extends MigrationState> {
    private final StateMachine<S> machine;

    StatePlanner(StateMachine<S> machine) {
        this.machine = machine;
    }

    /**
     * Returns the next request of the shortest path; empty if the device is in the wanted state.
     *
     * @param current the current state
     * @param refused the requests that the driver has refused
     * @throws VfioException if no path is left, or the transition must not be requested
     * @throws IllegalArgumentException if the device supports no such state
     */
    Optional<Arc<S>> nextRequest(S current, StateGoal goal, Collection<StateChange> refused) throws VfioException {
        if (goal.isReachedIn(current)) {
            return Optional.empty();
        }
        S from = canonical(current);
        List<S> path = preferredPath(from, goal);
        Map<S, S> cameFrom = new HashMap<>(Map.of(from, from));
        Deque<S> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            S at = next.remove();
            for (S to : successors(at, path)) {
                boolean reached = goal.isReachedIn(to);
                if (isRefused(at, to, refused) || !reached && !mayPass(from, at, to, goal)) {
                    continue;
                }
                if (cameFrom.putIfAbsent(to, at) == null) {
                    if (reached) {
                        return Optional.of(firstRequest(from, to, cameFrom));
                    }
                    next.add(to);
                }
            }
        }
        throw new VfioException("go from " + from + " to " + path.get(path.size() - 1), "no other path is left");
    }

    private static boolean isRefused(MigrationState from, MigrationState to, Collection<StateChange> refused) {
        return refused.stream()
                .anyMatch(request ->
                        request.from().value() == from.value() && request.to().value() == to.value());
    }

    /** Returns the state without reserved bits, as the state machine lists it. */
    private S canonical(S state) {
        return machine.states().stream()
                .filter(supported -> supported.value() == state.value())
                .findFirst()
                .orElse(state);
    }

    private List<S> preferredPath(S from, StateGoal goal) throws VfioException {
        List<Transition<S>> transitions = machine.states().stream()
                .filter(goal::isReachedIn)
                .map(to -> machine.transition(from, to))
                .toList();
        if (transitions.isEmpty()) {
            throw new IllegalArgumentException(
                    "the device has no state with activity " + goal.activity() + " and data phase " + goal.data());
        }
        Transition<S> shortest = transitions.stream()
                .filter(transition -> transition.refusal().isEmpty())
                .min(Comparator.comparingInt(transition -> transition.path().size()))
                .orElse(transitions.get(0));
        if (shortest.refusal().isPresent()) {
            throw new VfioException(
                    "go from " + from + " to " + shortest.to(),
                    shortest.refusal().get());
        }
        return shortest.path();
    }

    /** Returns the states that one request can reach, the preferred ones first. */
    private List<S> successors(S at, List<S> preferredPath) {
        return Stream.concat(preferredPath.stream(), machine.states().stream())
                .distinct()
                .filter(to -> to.value() != at.value() && isOneRequest(machine.transition(at, to)))
                .toList();
    }

    private boolean isOneRequest(Transition<S> transition) {
        return transition.refusal().isEmpty()
                && (machine.requestsAnyDistance() || transition.path().size() == 1);
    }

    private static boolean mayPass(MigrationState from, MigrationState at, MigrationState state, StateGoal goal) {
        boolean savedAtEnd = isSaving(goal.data());
        DataPhase phase = state.dataPhase();
        if (phase == DataPhase.RESUMING
                || isSaving(at.dataPhase()) != isSaving(phase) && isSaving(phase) != savedAtEnd) {
            return false;
        }
        boolean stopsForPreCopy = goal.data() == DataPhase.PRE_COPY
                && state.activity() == DeviceActivity.STOPPED
                && from.activity() != DeviceActivity.STOPPED;
        return !stopsForPreCopy && isAtMost(state.activity(), from.activity(), goal.activity(), goal.mostActive());
    }

    private static boolean isSaving(DataPhase phase) {
        return phase == DataPhase.PRE_COPY || phase == DataPhase.STOP_COPY;
    }

    /** Returns whether an activity is at most as high as one of the limits. RUNNING is the highest activity. */
    private static boolean isAtMost(DeviceActivity activity, DeviceActivity... limits) {
        return Stream.of(limits).anyMatch(limit -> activity.compareTo(limit) >= 0);
    }

    private static <S extends MigrationState> Arc<S> firstRequest(S from, S to, Map<S, S> cameFrom) {
        List<S> way = new ArrayList<>(List.of(to));
        for (S state = cameFrom.get(to); state != null && !state.equals(from); state = cameFrom.get(state)) {
            way.add(state);
        }
        return new Arc<>(from, way.get(way.size() - 1));
    }
}
