// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ways of v1. Nobody ever wrote them down, so the laws are what there is: each is checked against all ways that
 * {@link V1ReferenceGraph} finds without knowing any rule of precedence.
 */
class V1StateMachineTest {
    private static final V1StateMachine DEFAULT = new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE);

    static Stream<V1StateMachine> machines() {
        return Stream.of(true, false)
                .flatMap(ndma -> Arrays.stream(V1Precedence.values()).map(it -> new V1StateMachine(ndma, it)));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyPath_isValidShortestDmaSafeAndPreferred(V1StateMachine machine) {
        List<Transition<V1DeviceState>> table = machine.allTransitions();
        assertEquals(machine.hasNdma() ? 10 * 10 : 5 * 5, table.size());
        for (Transition<V1DeviceState> transition : table) {
            assertValidPath(machine, transition);
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void rollback_leadsBackToStartFromEveryState(V1StateMachine machine) {
        for (Transition<V1DeviceState> transition : machine.allTransitions()) {
            List<V1DeviceState> been = new ArrayList<>(List.of(transition.from()));
            for (V1DeviceState reached : transition.path()) {
                Transition<V1DeviceState> back = machine.rollback(transition.from(), reached);
                assertValidPath(machine, back);
                assertEquals(transition.from(), back.path().get(back.path().size() - 1));
                if (machine.precedence() == V1Precedence.LOGGING) {
                    List<V1DeviceState> reversed = new ArrayList<>(been);
                    Collections.reverse(reversed);
                    assertEquals(reversed, back.path());
                }
                been.add(reached);
            }
        }
    }

    private static void assertValidPath(V1StateMachine machine, Transition<V1DeviceState> transition) {
        assertEquals(Optional.empty(), transition.refusal());
        V1ReferenceGraph graph = new V1ReferenceGraph(machine.hasNdma());
        List<List<V1DeviceState>> all = graph.shortestPaths(transition.from(), transition.to());
        List<List<V1DeviceState>> safe = all.stream()
                .filter(path -> V1ReferenceGraph.addsNoDmaPhase(transition.from(), path))
                .toList();
        assertTrue(safe.contains(transition.path()), () -> transition + " is none of " + safe);
        assertEquals(
                safe.stream()
                        .mapToLong(path -> countPrecedenceViolations(machine, transition.from(), path))
                        .min()
                        .getAsLong(),
                countPrecedenceViolations(machine, transition.from(), transition.path()),
                transition::toString);
    }

    /** How many steps of a path set one of RUNNING and SAVING although the other, which is preferred, came later. */
    private static long countPrecedenceViolations(
            V1StateMachine machine, V1DeviceState from, List<V1DeviceState> path) {
        boolean runningFirst = machine.precedence() == V1Precedence.RUNNING;
        V1StateBit late = runningFirst ? V1StateBit.RUNNING : V1StateBit.SAVING;
        V1StateBit early = runningFirst ? V1StateBit.SAVING : V1StateBit.RUNNING;
        return Transition.allowed(from, from, path).arcs().stream()
                .filter(arc -> arc.from().isSet(early)
                        && !arc.from().isSet(late)
                        && arc.to().isSet(late))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        // Every migration takes these: reference flow of the header, then with NDMA as QEMU was to use it.
        "RUNNING, 0, 0",
        "RUNNING, SAVING, 0;SAVING",
        "RUNNING, SAVING|RUNNING, SAVING|RUNNING",
        "SAVING|RUNNING, SAVING, SAVING",
        "SAVING, 0, 0",
        "RUNNING, RESUMING, 0;RESUMING",
        "RESUMING, RUNNING, 0;RUNNING",
        "SAVING|RUNNING, NDMA|SAVING|RUNNING, NDMA|SAVING|RUNNING",
        "NDMA|SAVING|RUNNING, SAVING, NDMA|SAVING;SAVING",
        "RESUMING, NDMA|RUNNING, 0;NDMA;NDMA|RUNNING",
        // Named in the discussion.
        "NDMA|SAVING|RUNNING, 0, NDMA|SAVING;SAVING;0",
        "SAVING|RUNNING, 0, SAVING;0",
        "SAVING, SAVING|RUNNING, SAVING|RUNNING",
        "SAVING, RUNNING, 0;RUNNING",
        "SAVING, RESUMING, 0;RESUMING"
    })
    void path_isSameForBothPrecedences(String from, String to, String path) {
        for (V1Precedence precedence : V1Precedence.values()) {
            assertEquals(path, path(precedence, from, to));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, SAVING|RUNNING, RUNNING;SAVING|RUNNING, SAVING;SAVING|RUNNING",
        "RESUMING, SAVING|RUNNING, 0;RUNNING;SAVING|RUNNING, 0;SAVING;SAVING|RUNNING",
        "0, NDMA|SAVING|RUNNING, NDMA;NDMA|RUNNING;NDMA|SAVING|RUNNING, SAVING;NDMA|SAVING;NDMA|SAVING|RUNNING"
    })
    void path_dependsOnPrecedence(String from, String to, String runningFirst, String loggingFirst) {
        assertEquals(runningFirst, path(V1Precedence.RUNNING, from, to));
        assertEquals(loggingFirst, path(V1Precedence.LOGGING, from, to));
    }

    private static String path(V1Precedence precedence, String from, String to) {
        V1StateMachine machine = new V1StateMachine(true, precedence);
        return String.join(
                ";",
                machine.transition(machine.parseState(from), machine.parseState(to)).path().stream()
                        .map(V1DeviceState::toString)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, SAVING|RUNNING, SAVE, PRE_COPY",
        "RUNNING, SAVING, SAVE, STOP_COPY",
        "0, SAVING|RUNNING, SAVE, PRE_COPY",
        "SAVING|RUNNING, SAVING, , STOP_COPY",
        "SAVING, SAVING|RUNNING, , PRE_COPY",
        "NDMA|RUNNING, NDMA|RESUMING, RESUME, RESUMING",
        "SAVING, RESUMING, RESUME, RESUMING",
        "RESUMING, SAVING, SAVE, STOP_COPY",
        "RESUMING, RUNNING, , NONE"
    })
    void session_opensWhereItsBitIsSet(String from, String to, DataSessionKind session, DataPhase data) {
        Transition<V1DeviceState> transition = DEFAULT.transition(DEFAULT.parseState(from), DEFAULT.parseState(to));
        assertEquals(Optional.ofNullable(session), transition.openedSession());
        assertEquals(data, transition.to().dataPhase());
    }

    @Test
    void path_opensAtMostOneSession() {
        machines()
                .flatMap(machine -> machine.allTransitions().stream())
                .forEach(it -> assertTrue(
                        it.arcs().stream()
                                        .filter(arc -> arc.openedSession().isPresent())
                                        .count()
                                <= 1,
                        it::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESUMING|RUNNING", "RESUMING|SAVING|RUNNING", "NDMA|RESUMING|SAVING"})
    void invalidState_isRefusedAsSourceAndTarget(String name) {
        V1DeviceState invalid = DEFAULT.parseState(name);
        Optional<String> reason = Optional.of(invalid + " is invalid: RESUMING excludes SAVING and RUNNING");
        assertEquals(
                reason, DEFAULT.transition(invalid, DEFAULT.stateAfterReset()).refusal());
        assertEquals(
                reason, DEFAULT.transition(DEFAULT.stateAfterReset(), invalid).refusal());
    }

    @Test
    void savingAndResuming_isError() {
        V1DeviceState error = DEFAULT.parseState("saving|RESUMING");
        assertEquals(V1DeviceState.error(), error);
        assertEquals("ERROR", error.toString());
        assertEquals(error, DEFAULT.parseState("error"));
        assertEquals(DeviceActivity.RUNNING, error.activity());
        assertEquals(
                List.of(error),
                IntStream.range(0, 16)
                        .mapToObj(V1DeviceState::new)
                        .filter(V1DeviceState::isError)
                        .toList());
        assertEquals(
                Optional.of("only VFIO_DEVICE_RESET leaves ERROR, to RUNNING"),
                DEFAULT.transition(error, DEFAULT.parseState("0")).refusal());
        assertEquals(
                Optional.of("ERROR is no state to ask for"),
                DEFAULT.transition(DEFAULT.parseState("0"), error).refusal());
        assertEquals(List.of(), DEFAULT.transition(error, error).path());
    }

    @Test
    void ndmaStates_areRefusedWithoutCapability() {
        V1StateMachine machine = new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE);
        assertEquals(
                Optional.of("NDMA|RUNNING is not offered without NDMA"),
                machine.transition(machine.stateAfterReset(), machine.parseState("NDMA|RUNNING"))
                        .refusal());
    }

    @Test
    void reservedBits_areKept() {
        int reserved = 0xdeadbee0;
        for (Transition<V1DeviceState> transition : DEFAULT.allTransitions()) {
            V1DeviceState from = new V1DeviceState(reserved | transition.from().registerValue());
            List<V1DeviceState> path = DEFAULT.transition(from, transition.to()).path();
            assertEquals(
                    transition.path().stream()
                            .map(state -> new V1DeviceState(reserved | state.registerValue()))
                            .toList(),
                    path);
        }
        assertTrue(new V1DeviceState(reserved | V1DeviceState.error().registerValue()).isError());
    }

    @Test
    void values_equalUapiHeader() {
        assertEquals(
                List.of(1, 2, 4, 8),
                Arrays.stream(V1StateBit.values()).map(V1StateBit::mask).toList());
        assertEquals(
                List.of(0, 1, 2, 3, 4, 8, 9, 10, 11, 12),
                DEFAULT.states().stream().map(V1DeviceState::value).toList());
    }

    @Test
    void names_areParsedInAnyOrderAndCase() {
        for (V1DeviceState state : DEFAULT.states()) {
            assertEquals(state, DEFAULT.parseState(state.toString()));
        }
        assertEquals(
                V1DeviceState.of(Set.of(V1StateBit.NDMA, V1StateBit.RUNNING)), DEFAULT.parseState("running | Ndma"));
        for (String name : List.of("", "STOP", "0|RUNNING", "RUNNING|", "3")) {
            assertThrows(IllegalArgumentException.class, () -> DEFAULT.parseState(name), name);
        }
    }
}
