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
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.StateMachine.DataSessionKind;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V1DeviceState.V1StateBit;
import org.migstream.vfio.V1StateMachine.V1Precedence;

/**
 * The paths of v1. No document defines these paths, so each path is compared with all paths that {@link
 * V1ReferenceGraph} finds without precedence rules.
 *
 * <p>The comments name the requirements of the discussion of December 2021, see the package description. Two
 * requirements concern no single test. The policy is the user's and not the driver's: migstream refuses only requests
 * that no kernel accepts. No failure is silent: a step succeeds only if the device reports the new state afterwards. A
 * hostile VM that programs MSI vectors for DMA is out of scope, because streams are inspected and checked before they
 * are loaded.
 */
class V1StateMachineTest {
    private static final V1StateMachine DEFAULT = new V1StateMachine(true, V1StateMachine.DEFAULT_PRECEDENCE);

    static Stream<V1StateMachine> machines() {
        return Stream.of(true, false).flatMap(ndma -> Arrays.stream(V1Precedence.values())
                .map(precedence -> new V1StateMachine(ndma, precedence)));
    }

    /**
     * v1 requirements: a path contains no invalid state. NDMA is not lost on a path. All steps of a path are steps that
     * migrations use, unless the request is for another step. Every transition is possible; a driver that does not
     * support a transition returns an errno.
     */
    @ParameterizedTest
    @MethodSource("machines")
    void everyPath_isValidShortestDmaSafeAndPreferred(V1StateMachine machine) {
        List<Transition<V1DeviceState>> table = machine.allTransitions();
        assertEquals(machine.hasNdma() ? 10 * 10 : 5 * 5, table.size());
        for (Transition<V1DeviceState> transition : table) {
            assertValidPath(machine, transition);
        }
    }

    /**
     * v1 requirements: the recovery from a failure is the request back to the start. It begins in the state that the
     * device reports, so a driver may enter ERROR at its discretion. The steps of the recovery are known, and the
     * caller decides about it; v1 needs no table of recoveries. A caller that changes one bit at a time requests each
     * state of the path.
     */
    @ParameterizedTest
    @MethodSource("machines")
    void rollback_leadsBackToStartFromEveryState(V1StateMachine machine) {
        for (Transition<V1DeviceState> transition : machine.allTransitions()) {
            List<V1DeviceState> visited = new ArrayList<>(List.of(transition.from()));
            for (V1DeviceState reached : transition.path()) {
                Transition<V1DeviceState> back = machine.rollback(transition.from(), reached);
                assertValidPath(machine, back);
                assertEquals(transition.from(), back.path().get(back.path().size() - 1));
                if (machine.precedence() == V1Precedence.LOGGING) {
                    List<V1DeviceState> reversed = new ArrayList<>(visited);
                    Collections.reverse(reversed);
                    assertEquals(reversed, back.path());
                }
                visited.add(reached);
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
        assertTrue(safe.contains(transition.path()), () -> transition + " is not one of " + safe);
        assertEquals(
                safe.stream()
                        .mapToLong(path -> countPrecedenceViolations(machine, transition.from(), path))
                        .min()
                        .getAsLong(),
                countPrecedenceViolations(machine, transition.from(), transition.path()),
                transition::toString);
    }

    /** Counts the steps that set RUNNING or SAVING in the order that is not preferred. */
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

    /** v1 requirement: SAVING can return to SAVING|RUNNING and to RUNNING. v2 has only the transition to RUNNING. */
    @ParameterizedTest
    @CsvSource({
        // The steps of every migration: the reference flow in the header, then the flow with NDMA that was planned for
        // QEMU.
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
        // The steps that the discussion mentions.
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

    /** v1 requirement: the order of RUNNING and SAVING is not defined; option --prefer selects the order. */
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

    /** v1 requirements: setting SAVING opens a session. Clearing SAVING ends the session. */
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
    void session_opensAtStepThatSetsItsBit(String from, String to, DataSessionKind session, DataPhase data) {
        Transition<V1DeviceState> transition = DEFAULT.transition(DEFAULT.parseState(from), DEFAULT.parseState(to));
        assertEquals(Optional.ofNullable(session), transition.openedSession());
        assertEquals(data, transition.to().dataPhase());
    }

    @Test
    void path_opensAtMostOneSession() {
        machines()
                .flatMap(machine -> machine.allTransitions().stream())
                .forEach(transition -> assertTrue(
                        transition.arcs().stream()
                                        .filter(arc -> arc.openedSession().isPresent())
                                        .count()
                                <= 1,
                        transition::toString));
    }

    /** v1 requirement: SAVING and RESUMING exclude each other. */
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

    /**
     * v1 requirements: one combination of SAVING and RESUMING is ERROR. Only a reset leaves ERROR, and a reset always
     * leads to RUNNING. v1 does not define whether a device in ERROR starts DMA, so the device is assumed to run.
     */
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
                Optional.of("ERROR is not a state that can be requested"),
                DEFAULT.transition(DEFAULT.parseState("0"), error).refusal());
        assertEquals(List.of(), DEFAULT.transition(error, error).path());
    }

    @Test
    void ndmaStates_areRefusedWithoutCapability() {
        V1StateMachine machine = new V1StateMachine(false, V1StateMachine.DEFAULT_PRECEDENCE);
        assertEquals(
                Optional.of("NDMA|RUNNING is not supported without NDMA"),
                machine.transition(machine.stateAfterReset(), machine.parseState("NDMA|RUNNING"))
                        .refusal());
    }

    /** v1 requirement: reserved bits allow further states. */
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

    /** v1 requirement: all combinations of bits except the invalid ones are states. v2 has fewer states. */
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
