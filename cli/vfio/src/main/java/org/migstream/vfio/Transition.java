// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request for another state comes to.
 *
 * @param <S> the states of one uAPI
 * @param from the state in which it is made
 * @param to the state that is asked for
 * @param path every state that is entered, the last one included; empty if there is nothing to do, or if it is refused
 * @param refusal why the request must not be made: a few words, no full stop
 */
public record Transition<S extends MigrationState>(S from, S to, List<S> path, Optional<String> refusal) {
    public Transition {
        path = List.copyOf(path);
    }

    static <S extends MigrationState> Transition<S> allowed(S from, S to, List<S> path) {
        return new Transition<>(from, to, path, Optional.empty());
    }

    static <S extends MigrationState> Transition<S> refused(S from, S to, String reason) {
        return new Transition<>(from, to, List.of(), Optional.of(reason));
    }

    /** The steps, in order. */
    public List<Arc<S>> arcs() {
        List<Arc<S>> arcs = new ArrayList<>();
        S at = from;
        for (S next : path) {
            arcs.add(new Arc<>(at, next));
            at = next;
        }
        return List.copyOf(arcs);
    }

    /** The session that begins on the way; there is never more than one. */
    public Optional<DataSessionKind> openedSession() {
        return arcs().stream().flatMap(arc -> arc.openedSession().stream()).findFirst();
    }
}
