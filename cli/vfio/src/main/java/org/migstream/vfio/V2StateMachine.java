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
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * v2: the kernel finds the way ({@code vfio_mig_get_next_state} in drivers/vfio/vfio_main.c), and this is the same way.
 *
 * <p>The rules by which its table can be understood, and is made here: the shortest path in the graph of all states; a
 * save session is no thoroughfare, so that its states are passed only between two states of the same session; states
 * that the device does not offer are left out.
 *
 * @param flags what the device offers
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
                .orElseThrow(() -> new IllegalArgumentException("v2 has no state " + name + ", only "
                        + Arrays.stream(V2DeviceState.values())
                                .map(V2DeviceState::name)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public V2DeviceState stateAfterReset() {
        return RUNNING;
    }

    @Override
    public Transition<V2DeviceState> transition(V2DeviceState from, V2DeviceState to) {
        for (V2DeviceState state : List.of(from, to)) {
            if (!flags.hasState(state)) {
                return Transition.refused(from, to, state + " is not offered with " + String.join(", ", features()));
            }
        }
        if (from == to) {
            return Transition.allowed(from, to, List.of());
        }
        if (to == ERROR) {
            return Transition.refused(from, to, "ERROR is no state to ask for");
        }
        if (from == ERROR) {
            return Transition.refused(from, to, "only VFIO_DEVICE_RESET leaves ERROR, to " + stateAfterReset());
        }
        if (from == STOP_COPY && to.dataPhase() == DataPhase.PRE_COPY) {
            // The reason for saying this ourselves: a thread that asks 6.12 can not even be killed.
            return Transition.refused(from, to, "no way back to pre-copy; Linux 6.12 hangs for ever");
        }
        return Transition.allowed(
                from,
                to,
                shortestPath(from, to).stream().filter(flags::hasState).toList());
    }

    /** Breadth first, so that the first way found is the shortest; by the two rules above there is only one. */
    private static List<V2DeviceState> shortestPath(V2DeviceState from, V2DeviceState to) {
        Map<V2DeviceState, V2DeviceState> cameFrom = new EnumMap<>(V2DeviceState.class);
        Deque<V2DeviceState> next = new ArrayDeque<>(List.of(from));
        boolean oneSession = from.isSaving() && to.isSaving();
        while (!cameFrom.containsKey(to)) {
            V2DeviceState at = next.remove();
            for (V2DeviceState neighbour : SUCCESSORS.get(at)) {
                if ((neighbour == to || neighbour.isSaving() == oneSession)
                        && cameFrom.putIfAbsent(neighbour, at) == null) {
                    next.add(neighbour);
                }
            }
        }
        LinkedList<V2DeviceState> path = new LinkedList<>();
        for (V2DeviceState at = to; at != from; at = cameFrom.get(at)) {
            path.addFirst(at);
        }
        return path;
    }
}
