// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.List;

/**
 * The states that a device with certain features can be in, and the ways between them.
 *
 * @param <S> the states of one uAPI
 */
public sealed interface StateMachine<S extends MigrationState> permits V2StateMachine, V1StateMachine {
    /** {@code v1} or {@code v2}. */
    String uapi();

    /** The names of the features, in the order of their bits. */
    List<String> features();

    /** The states that these features offer, by their numbers; without ERROR, which is not offered but happens. */
    List<S> states();

    /**
     * The state of a name, whatever its case.
     *
     * @throws IllegalArgumentException if the uAPI has no such state; the message lists those it has
     */
    S parseState(String name);

    /** How a device gets from one state to another, or why it must not be asked to. */
    Transition<S> transition(S from, S to);

    /** Where VFIO_DEVICE_RESET leads from any state, ERROR included; sessions end without a result. */
    S stateAfterReset();

    /**
     * The steps back after one of a request failed: the same request with its arguments swapped. If that fails too,
     * only a reset helps.
     *
     * @param start where the request was made
     * @param reached the state that the device reports after the failure, any on the way
     */
    default Transition<S> rollback(S start, S reached) {
        return transition(reached, start);
    }

    /** Every pair of offered states, by their numbers. */
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
