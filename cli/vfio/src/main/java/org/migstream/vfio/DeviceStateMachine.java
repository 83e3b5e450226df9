// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.DeviceState.ERROR;
import static org.migstream.vfio.DeviceState.PRE_COPY;
import static org.migstream.vfio.DeviceState.PRE_COPY_P2P;
import static org.migstream.vfio.DeviceState.RESUMING;
import static org.migstream.vfio.DeviceState.RUNNING;
import static org.migstream.vfio.DeviceState.RUNNING_P2P;
import static org.migstream.vfio.DeviceState.STOP;
import static org.migstream.vfio.DeviceState.STOP_COPY;

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
public record DeviceStateMachine(MigrationFlags flags) implements StateMachine<DeviceState> {
    private static final Map<DeviceState, Set<DeviceState>> ARCS = new EnumMap<>(Map.of(
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
    public List<DeviceState> states() {
        return Arrays.stream(DeviceState.values())
                .filter(state -> !state.isError() && flags.offer(state))
                .toList();
    }

    @Override
    public DeviceState named(String name) {
        return Arrays.stream(DeviceState.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("v2 has no state " + name + ", only "
                        + Arrays.stream(DeviceState.values())
                                .map(DeviceState::name)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public DeviceState afterReset() {
        return RUNNING;
    }

    @Override
    public Transition<DeviceState> request(DeviceState from, DeviceState to) {
        for (DeviceState state : List.of(from, to)) {
            if (!flags.offer(state)) {
                return Transition.refused(from, to, state + " is not offered with " + String.join(", ", features()));
            }
        }
        if (from == to) {
            return Transition.by(from, to, List.of());
        }
        if (to == ERROR) {
            return Transition.refused(from, to, "ERROR is no state to ask for");
        }
        if (from == ERROR) {
            return Transition.refused(from, to, "only VFIO_DEVICE_RESET leaves ERROR, to " + afterReset());
        }
        if (from == STOP_COPY && to.data() == DataPhase.PRE_COPY) {
            // The reason for saying this ourselves: a thread that asks 6.12 can not even be killed.
            return Transition.refused(from, to, "no way back to pre-copy; Linux 6.12 hangs for ever");
        }
        return Transition.by(
                from, to, shortest(from, to).stream().filter(flags::offer).toList());
    }

    /** Breadth first, so that the first way found is the shortest; by the two rules above there is only one. */
    private static List<DeviceState> shortest(DeviceState from, DeviceState to) {
        Map<DeviceState, DeviceState> cameFrom = new EnumMap<>(DeviceState.class);
        Deque<DeviceState> next = new ArrayDeque<>(List.of(from));
        boolean oneSession = from.isSaving() && to.isSaving();
        while (!cameFrom.containsKey(to)) {
            DeviceState at = next.remove();
            for (DeviceState neighbour : ARCS.get(at)) {
                if ((neighbour == to || neighbour.isSaving() == oneSession)
                        && cameFrom.putIfAbsent(neighbour, at) == null) {
                    next.add(neighbour);
                }
            }
        }
        LinkedList<DeviceState> path = new LinkedList<>();
        for (DeviceState at = to; at != from; at = cameFrom.get(at)) {
            path.addFirst(at);
        }
        return path;
    }
}
