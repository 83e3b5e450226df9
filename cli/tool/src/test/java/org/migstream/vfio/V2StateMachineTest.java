// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.report.JsonTree;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.DataSessionKind;
import org.migstream.vfio.StateMachine.Transition;

/**
 * Compares the paths of v2 with those of the kernel. {@code fsm-v2.json} contains the results of the kernel's {@code
 * vfio_mig_get_next_state}, extracted from the sources of two releases and run for every pair of states and every set of
 * features.
 */
class V2StateMachineTest {
    private static final Map<String, Object> KERNEL_TABLES = read();

    /**
     * v1 requirements: a fixed graph replaces the combinations of bits; v2 has one. There is room for further states:
     * the flags of v2 add states.
     */
    @ParameterizedTest
    @ValueSource(strings = {"kernel-7.2", "kernel-6.12.95"})
    void paths_equalThoseOfTheKernel(String kernel) {
        List<String> differences = new ArrayList<>();
        int pairs = 0;
        for (Map.Entry<String, Object> features : members(KERNEL_TABLES, kernel).entrySet()) {
            Map<String, Object> offered = asMap(features.getValue());
            V2StateMachine machine = new V2StateMachine(MigrationFlags.of((Long) offered.get("flags")));
            assertEquals(features.getKey(), String.join("+", machine.features()));
            assertEquals(
                    offered.get("states"),
                    names(withError(machine.states())).stream().toList());
            for (Map.Entry<String, Object> row : members(offered, "table").entrySet()) {
                for (V2DeviceState to : V2DeviceState.values()) {
                    Map<String, Object> kernels = members(asMap(row.getValue()), to.name());
                    Transition<V2DeviceState> ours = machine.transition(V2DeviceState.valueOf(row.getKey()), to);
                    if (!kernels.equals(toKernelResult(ours, kernels.get("error")))) {
                        differences.add(features.getKey() + " " + ours + ", the kernel: " + kernels);
                    }
                    pairs++;
                }
            }
        }
        assertEquals(List.of(), differences);
        // From each supported state and from ERROR to each of the eight states, for each set of features.
        assertEquals((5 + 6 + 6 + 8) * 8, pairs);
    }

    /** Converts a transition to the form of the table, where a refusal is an errno. A refusal of a request that hangs must say so. */
    private static Map<String, Object> toKernelResult(Transition<V2DeviceState> ours, Object error) {
        if (ours.refusal().isEmpty()) {
            return Map.of(
                    "arcs",
                    ours.arcs().stream()
                            .map(arc -> List.of(arc.from().name(), arc.to().name()))
                            .toList());
        }
        boolean hangs = ours.refusal().get().contains("hangs");
        return Map.of("error", "HANG".equals(error) && hangs ? "HANG" : "EINVAL");
    }

    @Test
    void session_opensWhereKernelReturnsDataFd() {
        Map<DataSessionKind, Set<Object>> found = new EnumMap<>(DataSessionKind.class);
        for (Transition<V2DeviceState> transition : new V2StateMachine(MigrationFlags.ALL).allTransitions()) {
            List<Arc<V2DeviceState>> arcs = transition.arcs();
            for (Arc<V2DeviceState> arc : arcs) {
                arc.openedSession().ifPresent(session -> found.computeIfAbsent(session, s -> new LinkedHashSet<>())
                        .add(List.of(arc.from().name(), arc.to().name())));
            }
            Optional<DataSessionKind> last = arcs.isEmpty()
                    ? Optional.empty()
                    : arcs.get(arcs.size() - 1).openedSession();
            assertEquals(last, transition.openedSession(), "only the last arc opens a session: " + transition);
        }
        Map<String, Object> kernels = members(members(KERNEL_TABLES, "meta"), "arcs_returning_data_fd");
        assertEquals(Set.copyOf((List<?>) kernels.get("save")), found.get(DataSessionKind.SAVE));
        assertEquals(Set.copyOf((List<?>) kernels.get("resume")), found.get(DataSessionKind.RESUME));
    }

    @Test
    void valuesAndNames_equalUapiHeader() {
        Map<String, Object> states = members(members(KERNEL_TABLES, "meta"), "states");
        assertEquals(states.keySet(), names(List.of(V2DeviceState.values())));
        V2StateMachine machine = new V2StateMachine(MigrationFlags.ALL);
        states.forEach((name, value) -> assertEquals(
                ((Long) value).intValue(),
                machine.parseState(name.toLowerCase(Locale.ROOT)).value()));
        assertEquals(
                "v2 has no state PAUSED; its states are " + String.join(", ", states.keySet()),
                parseErrorMessage("PAUSED"));
    }

    /** v1 requirement: ERROR ends only in a reset, and a reset always leads to RUNNING. */
    @Test
    void error_isLeftOnlyByReset() {
        V2StateMachine machine = new V2StateMachine(MigrationFlags.ALL);
        assertEquals(
                Optional.of("only VFIO_DEVICE_RESET leaves ERROR, to RUNNING"),
                machine.transition(V2DeviceState.ERROR, V2DeviceState.STOP).refusal());
        assertEquals(V2DeviceState.RUNNING, machine.stateAfterReset());
        assertEquals(DeviceActivity.RUNNING, V2DeviceState.ERROR.activity());
        assertTrue(machine.rollback(V2DeviceState.RUNNING, V2DeviceState.ERROR)
                .refusal()
                .isPresent());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 7})
    void flags_roundTripBitsAndNames(long bits) {
        MigrationFlags flags = MigrationFlags.of(bits | 0x100);
        assertEquals(bits, flags.bits());
        assertEquals(flags, MigrationFlags.ofNames(flags.names()));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.of(bits & ~1));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.ofNames(List.of("P2P")));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.ofNames(List.of("STOP_COPY", "")));
    }

    private static String parseErrorMessage(String name) {
        return assertThrows(
                        IllegalArgumentException.class, () -> new V2StateMachine(MigrationFlags.ALL).parseState(name))
                .getMessage();
    }

    private static List<V2DeviceState> withError(List<V2DeviceState> states) {
        List<V2DeviceState> all = new ArrayList<>(List.of(V2DeviceState.ERROR));
        all.addAll(states);
        return all;
    }

    private static Set<String> names(List<V2DeviceState> states) {
        return states.stream().map(V2DeviceState::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, Object> read() {
        try (InputStream in = V2StateMachineTest.class.getResourceAsStream("fsm-v2.json")) {
            return asMap(JsonTree.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> members(Map<String, Object> object, String name) {
        return asMap(object.get(name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object object) {
        return (Map<String, Object>) object;
    }
}
