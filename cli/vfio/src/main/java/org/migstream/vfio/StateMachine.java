// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationState.DataPhase;

/**
 * The states of a device with certain features, and the paths between them. A {@link Transition} is a path; each of its
 * steps is an {@link Arc}. An arc may open a data session ({@link DataSessionKind}).
 *
 * @param <S> the states of one uAPI
 */
public sealed interface StateMachine<S extends MigrationState> permits V2StateMachine, V1StateMachine {
    /** Returns {@code v1} or {@code v2}. */
    String uapi();

    /** Returns the names of the features, in the order of their bits. */
    List<String> features();

    /** Returns the supported states ordered by number, without ERROR, which cannot be requested. */
    List<S> states();

    /**
     * Returns the state with this name, in upper or lower case.
     *
     * @throws IllegalArgumentException if the uAPI has no such state; the message lists its states
     */
    S parseState(String name);

    /**
     * Returns whether one request may go to a state that is several steps away. If so, the driver chooses the steps;
     * else the steps are requested one by one.
     */
    boolean requestsAnyDistance();

    /** Returns the path from one state to another, or the reason why it must not be requested. */
    Transition<S> transition(S from, S to);

    /** Returns the state after VFIO_DEVICE_RESET, from any state including ERROR; an open data session ends. */
    S stateAfterReset();

    /**
     * Returns the path back to the start after a step of a request failed. If this path fails too, only a reset helps.
     *
     * @param start the state in which the request was made
     * @param reached the state that the device reports after the failure; any state on the path
     */
    default Transition<S> rollback(S start, S reached) {
        return transition(reached, start);
    }

    /** Returns the transitions between all pairs of supported states, ordered by the numbers of the states. */
    default List<Transition<S>> allTransitions() {
        List<Transition<S>> table = new ArrayList<>();
        for (S from : states()) {
            for (S to : states()) {
                table.add(transition(from, to));
            }
        }
        return List.copyOf(table);
    }

    /** The kinds of data sessions. A session is a file descriptor in v2 and an initialised data window in v1. */
    enum DataSessionKind {
        /** The device's state is read. */
        SAVE,
        /** A state is written to the device. */
        RESUME
    }

    /**
     * One step between two states. A device makes the step completely or not at all.
     *
     * @param <S> the states of one uAPI
     * @param from the state before the step
     * @param to the state after the step
     */
    record Arc<S extends MigrationState>(S from, S to) {
        /** Returns the data session that this step opens; empty if it opens none or an open session continues. */
        public Optional<DataSessionKind> openedSession() {
            if (from.dataPhase() != DataPhase.NONE || to.dataPhase() == DataPhase.NONE) {
                return Optional.empty();
            }
            return Optional.of(to.dataPhase() == DataPhase.RESUMING ? DataSessionKind.RESUME : DataSessionKind.SAVE);
        }
    }

    /**
     * The result of a request for another state: a path or a refusal.
     *
     * @param <S> the states of one uAPI
     * @param from the state in which the request is made
     * @param to the requested state
     * @param path the entered states, the last of which is {@code to}; empty if the device is in {@code to} already or
     *     the request is refused
     * @param refusal the reason why the request must not be made, in a few words without a full stop; empty if the
     *     request is allowed
     */
    record Transition<S extends MigrationState>(S from, S to, List<S> path, Optional<String> refusal) {
        public Transition {
            path = List.copyOf(path);
        }

        static <S extends MigrationState> Transition<S> allowed(S from, S to, List<S> path) {
            return new Transition<>(from, to, path, Optional.empty());
        }

        static <S extends MigrationState> Transition<S> refused(S from, S to, String reason) {
            return new Transition<>(from, to, List.of(), Optional.of(reason));
        }

        /** Returns the steps in order. */
        public List<Arc<S>> arcs() {
            List<Arc<S>> arcs = new ArrayList<>();
            S at = from;
            for (S next : path) {
                arcs.add(new Arc<>(at, next));
                at = next;
            }
            return List.copyOf(arcs);
        }

        /** Returns the data session that a step of the path opens. A path opens at most one session. */
        public Optional<DataSessionKind> openedSession() {
            return arcs().stream().flatMap(arc -> arc.openedSession().stream()).findFirst();
        }
    }
}
