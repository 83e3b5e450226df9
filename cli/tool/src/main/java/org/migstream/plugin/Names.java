// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that a name means one thing, and which one does not depend on the order of the class path. A built-in plugin
 * goes before one from elsewhere; of two from elsewhere nobody can say which is meant, so neither is used.
 */
final class Names {
    private final List<Candidate> unique = new ArrayList<>();
    private final List<RefusedPlugin> refused = new ArrayList<>();

    Names(List<Candidate> candidates) {
        List<Candidate> builtIn = candidates.stream().filter(Candidate::builtIn).toList();
        List<Candidate> external = new ArrayList<>();
        settle(builtIn, builtIn, unique);
        settle(candidates.stream().filter(candidate -> !candidate.builtIn()).toList(), builtIn, external);
        settle(external, external, unique);
    }

    /** Those whose names are theirs alone. */
    List<Candidate> unique() {
        return unique;
    }

    List<RefusedPlugin> refused() {
        return refused;
    }

    private void settle(List<Candidate> candidates, List<Candidate> others, List<Candidate> passed) {
        for (Candidate candidate : candidates) {
            Optional<String> clash = others.stream()
                    .filter(other -> other != candidate)
                    .flatMap(other -> clash(candidate, other).stream())
                    .findFirst();
            if (clash.isPresent()) {
                refused.add(new RefusedPlugin(candidate.origin(), Line.of(clash.get())));
            } else {
                passed.add(candidate);
            }
        }
    }

    private static Optional<String> clash(Candidate candidate, Candidate other) {
        String owner = " of the plugin " + other.name() + " (" + other.origin() + ")";
        if (candidate.name().equals(other.name())) {
            return Optional.of("calls itself " + candidate.name() + ", which is the name" + owner);
        }
        return candidate.decoders().stream()
                .map(Decoder::name)
                .filter(name -> other.decoders().stream()
                        .anyMatch(theirs -> theirs.name().equals(name)))
                .findFirst()
                .map(name -> "has a decoder " + name + ", which is the name of one" + owner);
    }
}
