// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a request for another state: a path or a refusal.
 *
 * @param <S> the states of one uAPI
 * @param from the state in which the request is made
 * @param to the requested state
 * @param path the states that are entered, including the last; empty if nothing has to be done or the request is refused
 * @param refusal why the request must not be made, in a few words without a full stop; empty if it may be made
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

    /** Returns the session that opens on the path; there is never more than one. */
    public Optional<DataSessionKind> openedSession() {
        return arcs().stream().flatMap(arc -> arc.openedSession().stream()).findFirst();
    }
}
