// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V2DeviceState.ERROR;
import static org.migstream.vfio.V2DeviceState.PRE_COPY;
import static org.migstream.vfio.V2DeviceState.PRE_COPY_P2P;
import static org.migstream.vfio.V2DeviceState.RESUMING;
import static org.migstream.vfio.V2DeviceState.RUNNING;
import static org.migstream.vfio.V2DeviceState.RUNNING_P2P;
import static org.migstream.vfio.V2DeviceState.STOP;
import static org.migstream.vfio.V2DeviceState.STOP_COPY;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.StateMachine.Transition;

/**
 * The states of v2. The kernel chooses the path ({@code vfio_mig_get_next_state} in drivers/vfio/vfio_main.c); this
 * class finds the same path by three rules:
 *
 * <ul>
 *   <li>The path is the shortest one in the graph of all states.
 *   <li>A path passes through states with an open save session only if its first and last states have one.
 *   <li>States that the device does not support are left out.
 * </ul>
 *
 * @param flags the features of the device
 */
public record V2StateMachine(MigrationFlags flags) implements StateMachine<V2DeviceState> {
    private static final Map<V2DeviceState, Set<V2DeviceState>> SUCCESSORS = new EnumMap<>(Map.of(
            STOP, Set.of(RUNNING_P2P, STOP_COPY, RESUMING),
            RUNNING, Set.of(RUNNING_P2P, PRE_COPY),
            STOP_COPY, Set.of(STOP),
            RESUMING, Set.of(STOP),
            RUNNING_P2P, Set.of(STOP, RUNNING, PRE_COPY_P2P),
            PRE_COPY, Set.of(RUNNING, PRE_COPY_P2P),
            PRE_COPY_P2P, Set.of(RUNNING_P2P, PRE_COPY, STOP_COPY)));

    @Override
    public String uapi() {
        return "v2";
    }

    @Override
    public List<String> features() {
        return flags.names();
    }

    @Override
    public List<V2DeviceState> states() {
        return Arrays.stream(V2DeviceState.values())
                .filter(state -> !state.isError() && flags.hasState(state))
                .toList();
    }

    @Override
    public V2DeviceState parseState(String name) {
        return Arrays.stream(V2DeviceState.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("v2 has no state " + name + "; its states are "
                        + Arrays.stream(V2DeviceState.values())
                                .map(V2DeviceState::name)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public V2DeviceState stateAfterReset() {
        return RUNNING;
    }

    @Override
    public boolean requestsAnyDistance() {
        return false;
    }

    @Override
    public Transition<V2DeviceState> transition(V2DeviceState from, V2DeviceState to) {
        for (V2DeviceState state : List.of(from, to)) {
            if (!flags.hasState(state)) {
                return Transition.refused(from, to, state + " is not supported with " + String.join(", ", features()));
            }
        }
        if (from == to) {
            return Transition.allowed(from, to, List.of());
        }
        if (to == ERROR) {
            return Transition.refused(from, to, "ERROR is not a state that can be requested");
        }
        if (from == ERROR) {
            return Transition.refused(from, to, "only VFIO_DEVICE_RESET leaves ERROR, to " + stateAfterReset());
        }
        if (from == STOP_COPY && to.dataPhase() == DataPhase.PRE_COPY) {
            // Linux 6.12 must never get this request: the calling thread loops in the kernel and cannot be killed.
            return Transition.refused(from, to, "no path back to pre-copy (Linux 6.12 hangs)");
        }
        return Transition.allowed(
                from,
                to,
                shortestPath(from, to).stream().filter(flags::hasState).toList());
    }

    /** Finds the shortest path by a breadth-first search. The rules leave only one shortest path. */
    private static List<V2DeviceState> shortestPath(V2DeviceState from, V2DeviceState to) {
        Map<V2DeviceState, V2DeviceState> cameFrom = new EnumMap<>(V2DeviceState.class);
        Deque<V2DeviceState> next = new ArrayDeque<>(List.of(from));
        boolean oneSession = from.isSaving() && to.isSaving();
        while (!cameFrom.containsKey(to)) {
            V2DeviceState current = next.remove();
            for (V2DeviceState neighbour : SUCCESSORS.getOrDefault(current, Set.of())) {
                if ((neighbour == to || neighbour.isSaving() == oneSession)
                        && cameFrom.putIfAbsent(neighbour, current) == null) {
                    next.add(neighbour);
                }
            }
        }
        Deque<V2DeviceState> path = new ArrayDeque<>();
        for (V2DeviceState state = to; state != from; state = Objects.requireNonNull(cameFrom.get(state))) {
            path.addFirst(state);
        }
        return List.copyOf(path);
    }
}
