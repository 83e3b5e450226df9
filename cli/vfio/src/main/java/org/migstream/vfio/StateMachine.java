// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.List;

/**
 * The states of a device with certain features, and the paths between them.
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

    /** Returns the path from one state to another, or the reason why it must not be requested. */
    Transition<S> transition(S from, S to);

    /** Returns the state after VFIO_DEVICE_RESET, from any state including ERROR; sessions end without a result. */
    S stateAfterReset();

    /**
     * Returns the path back to the start after a step of a request failed. It is the request with swapped arguments. If
     * that fails too, only a reset helps.
     *
     * @param start the state in which the request was made
     * @param reached the state that the device reports after the failure; any state on the path
     */
    default Transition<S> rollback(S start, S reached) {
        return transition(reached, start);
    }

    /** Returns the transitions between all pairs of supported states, ordered by number. */
    default List<Transition<S>> allTransitions() {
        List<Transition<S>> table = new ArrayList<>();
        for (S from : states()) {
            for (S to : states()) {
                table.add(transition(from, to));
            }
        }
        return List.copyOf(table);
    }
}
