// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The graph of all states of v1 and all steps of one bit between them. The graph uses only the definition of valid
 * states, and no precedence rules.
 *
 * @param hasNdma whether NDMA may be used
 */
record V1ReferenceGraph(boolean hasNdma) {
    /**
     * Returns all shortest paths, without the first state of each path. Each iteration extends all paths by one step.
     */
    List<List<V1DeviceState>> shortestPaths(V1DeviceState from, V1DeviceState to) {
        List<List<V1DeviceState>> generation = List.of(List.of());
        Set<V1DeviceState> seen = new HashSet<>(Set.of(from));
        while (true) {
            List<List<V1DeviceState>> arrived = generation.stream()
                    .filter(path -> lastState(from, path).equals(to))
                    .toList();
            if (!arrived.isEmpty()) {
                return arrived;
            }
            List<List<V1DeviceState>> longer = new ArrayList<>();
            for (List<V1DeviceState> path : generation) {
                neighbours(lastState(from, path))
                        .filter(next -> !seen.contains(next))
                        .forEach(next -> longer.add(
                                Stream.concat(path.stream(), Stream.of(next)).toList()));
            }
            longer.forEach(path -> seen.add(lastState(from, path)));
            generation = longer;
        }
    }

    private Stream<V1DeviceState> neighbours(V1DeviceState state) {
        return IntStream.range(0, hasNdma ? 4 : 3)
                .mapToObj(bit -> new V1DeviceState(state.registerValue() ^ 1 << bit))
                .filter(V1ReferenceGraph::isValid);
    }

    /** Returns VFIO_DEVICE_STATE_VALID of the proposed header: 4 (RESUMING) excludes 2 (SAVING) and 1 (RUNNING). */
    private static boolean isValid(V1DeviceState state) {
        int value = state.registerValue();
        return (value & 6) != 6 && (value & 5) != 5;
    }

    private static V1DeviceState lastState(V1DeviceState from, List<V1DeviceState> path) {
        return path.isEmpty() ? from : path.get(path.size() - 1);
    }

    /**
     * Returns whether a path changes between DMA and no DMA at most once, and only if its first and last states differ
     * in DMA.
     */
    static boolean addsNoDmaPhase(V1DeviceState from, List<V1DeviceState> path) {
        int changes = 0;
        V1DeviceState at = from;
        for (V1DeviceState next : path) {
            changes += allowsDma(at) == allowsDma(next) ? 0 : 1;
            at = next;
        }
        return changes == (allowsDma(from) == allowsDma(at) ? 0 : 1);
    }

    /** Returns whether a state is RUNNING without NDMA. */
    private static boolean allowsDma(V1DeviceState state) {
        return (state.registerValue() & 9) == 1;
    }
}
