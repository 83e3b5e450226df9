// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;

/**
 * Whose format a state is in.
 *
 * @param surest the decoders that are surest of all that it is theirs, by name; several if they are equally sure, and none
 *     if all say that it is not
 * @param match how sure they are
 * @param failures of plugins that could not be asked, and so count as if they had said no
 */
public record Choice(List<Decoder> surest, Match match, List<Finding> failures) {
    /** Copies that nobody can change. */
    public Choice {
        surest = List.copyOf(surest);
        failures = List.copyOf(failures);
    }

    /** The one that gets the state; empty if none is surer than all others. */
    public Optional<Decoder> decoder() {
        return surest.size() == 1 ? Optional.of(surest.get(0)) : Optional.empty();
    }

    /** The same, unless it says only that nothing speaks against it. */
    public Optional<Decoder> likely() {
        return match.compareTo(Match.LIKELY) < 0 ? Optional.empty() : decoder();
    }

    /** The names of those between which the user has to choose; empty if there is nothing to choose. */
    public List<String> tied() {
        return surest.size() > 1 ? surest.stream().map(Decoder::name).toList() : List.of();
    }
}
