// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;

/**
 * Whose format a state is in.
 *
 * @param bestDecoders the decoders that are surest of all that it is theirs, by name; several if they are equally sure, and none
 *     if all say that it is not
 * @param match how sure they are
 * @param failures of plugins that could not be asked, and so count as if they had said no
 */
public record MatchResult(List<PluginDecoder> bestDecoders, Match match, List<Finding> failures) {
    /** Copies that nobody can change. */
    public MatchResult {
        bestDecoders = List.copyOf(bestDecoders);
        failures = List.copyOf(failures);
    }

    /** The one that gets the state; empty if none is surer than all others. */
    public Optional<PluginDecoder> uniqueDecoder() {
        return bestDecoders.size() == 1 ? Optional.of(bestDecoders.get(0)) : Optional.empty();
    }

    /** The same, unless it says only that nothing speaks against it. */
    public Optional<PluginDecoder> likelyDecoder() {
        return match.compareTo(Match.LIKELY) < 0 ? Optional.empty() : uniqueDecoder();
    }

    /** The names of those between which the user has to choose; empty if there is nothing to choose. */
    public List<String> tiedNames() {
        return bestDecoders.size() > 1
                ? bestDecoders.stream().map(PluginDecoder::name).toList()
                : List.of();
    }
}
