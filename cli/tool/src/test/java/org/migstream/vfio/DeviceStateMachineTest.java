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

/**
 * The ways of v2 against those of the kernel: {@code fsm-v2.json} says what {@code vfio_mig_get_next_state}, cut out of
 * the sources of two releases and run, answers for every pair and every set of features.
 */
class DeviceStateMachineTest {
    private static final Map<String, Object> KERNELS = read();

    @ParameterizedTest
    @ValueSource(strings = {"kernel-7.2", "kernel-6.12.95"})
    void theWaysAreTheKernels(String kernel) {
        List<String> differences = new ArrayList<>();
        int pairs = 0;
        for (Map.Entry<String, Object> features : members(KERNELS, kernel).entrySet()) {
            Map<String, Object> offered = asMap(features.getValue());
            DeviceStateMachine machine = new DeviceStateMachine(MigrationFlags.of((Long) offered.get("flags")));
            assertEquals(features.getKey(), String.join("+", machine.features()));
            assertEquals(
                    offered.get("states"),
                    named(withError(machine.states())).stream().toList());
            for (Map.Entry<String, Object> row : members(offered, "table").entrySet()) {
                for (DeviceState to : DeviceState.values()) {
                    Map<String, Object> kernels = members(asMap(row.getValue()), to.name());
                    Transition<DeviceState> ours = machine.request(DeviceState.valueOf(row.getKey()), to);
                    if (!kernels.equals(asTheKernelSays(ours, kernels.get("error")))) {
                        differences.add(features.getKey() + " " + ours + ", the kernel: " + kernels);
                    }
                    pairs++;
                }
            }
        }
        assertEquals(List.of(), differences);
        // Each state offered, and ERROR, to each of the eight.
        assertEquals((5 + 6 + 6 + 8) * 8, pairs);
    }

    /** Refusals have numbers there and reasons here; one that hangs must say so. */
    private static Map<String, Object> asTheKernelSays(Transition<DeviceState> ours, Object error) {
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
    void sessionsOpenWhereTheKernelGivesADescriptor() {
        Map<DataSession, Set<Object>> found = new EnumMap<>(DataSession.class);
        for (Transition<DeviceState> transition : new DeviceStateMachine(MigrationFlags.ALL).table()) {
            List<Arc<DeviceState>> arcs = transition.arcs();
            for (Arc<DeviceState> arc : arcs) {
                arc.opens().ifPresent(session -> found.computeIfAbsent(session, s -> new LinkedHashSet<>())
                        .add(List.of(arc.from().name(), arc.to().name())));
            }
            Optional<DataSession> last = arcs.isEmpty()
                    ? Optional.empty()
                    : arcs.get(arcs.size() - 1).opens();
            assertEquals(last, transition.session(), "only the last arc gives one: " + transition);
        }
        Map<String, Object> kernels = members(members(KERNELS, "meta"), "arcs_returning_data_fd");
        assertEquals(Set.copyOf((List<?>) kernels.get("save")), found.get(DataSession.SAVE));
        assertEquals(Set.copyOf((List<?>) kernels.get("resume")), found.get(DataSession.RESUME));
    }

    @Test
    void numbersAndNamesAreThoseOfTheHeader() {
        Map<String, Object> states = members(members(KERNELS, "meta"), "states");
        assertEquals(states.keySet(), named(List.of(DeviceState.values())));
        DeviceStateMachine machine = new DeviceStateMachine(MigrationFlags.ALL);
        states.forEach((name, value) -> assertEquals(
                ((Long) value).intValue(),
                machine.named(name.toLowerCase(Locale.ROOT)).value()));
        assertEquals("v2 has no state PAUSED, only " + String.join(", ", states.keySet()), said("PAUSED"));
    }

    @Test
    void anErrorEndsInAResetOnly() {
        DeviceStateMachine machine = new DeviceStateMachine(MigrationFlags.ALL);
        assertEquals(
                Optional.of("only VFIO_DEVICE_RESET leaves ERROR, to RUNNING"),
                machine.request(DeviceState.ERROR, DeviceState.STOP).refusal());
        assertEquals(DeviceState.RUNNING, machine.afterReset());
        assertEquals(DeviceActivity.RUNNING, DeviceState.ERROR.activity());
        assertTrue(
                machine.unwind(DeviceState.RUNNING, DeviceState.ERROR).refusal().isPresent());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 7})
    void flagsKeepTheirBitsAndNames(long bits) {
        MigrationFlags flags = MigrationFlags.of(bits | 0x100);
        assertEquals(bits, flags.bits());
        assertEquals(flags, MigrationFlags.named(flags.names()));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.of(bits & ~1));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.named(List.of("P2P")));
        assertThrows(IllegalArgumentException.class, () -> MigrationFlags.named(List.of("STOP_COPY", "")));
    }

    private static String said(String name) {
        return assertThrows(
                        IllegalArgumentException.class, () -> new DeviceStateMachine(MigrationFlags.ALL).named(name))
                .getMessage();
    }

    private static List<DeviceState> withError(List<DeviceState> states) {
        List<DeviceState> all = new ArrayList<>(List.of(DeviceState.ERROR));
        all.addAll(states);
        return all;
    }

    private static Set<String> named(List<DeviceState> states) {
        return states.stream().map(DeviceState::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Map<String, Object> read() {
        try (InputStream in = DeviceStateMachineTest.class.getResourceAsStream("fsm-v2.json")) {
            return asMap(JsonTree.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
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
