// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;

/**
 * The decoders that match a state best.
 *
 * @param bestDecoders the decoders with the strongest match; several if their matches are equal; empty if no decoder
 *     matches
 * @param match the strongest match
 * @param failures the failures of plugins; a decoder that failed counts as no match
 */
public record MatchResult(List<PluginDecoder> bestDecoders, Match match, List<Finding> failures) {
    /** Copies the lists. */
    public MatchResult {
        bestDecoders = List.copyOf(bestDecoders);
        failures = List.copyOf(failures);
    }

    /** Returns the decoder with the strongest match; empty if no decoder matches or several match equally. */
    public Optional<PluginDecoder> uniqueDecoder() {
        return bestDecoders.size() == 1 ? Optional.of(bestDecoders.get(0)) : Optional.empty();
    }

    /** Returns the unique decoder if its match is at least {@link Match#LIKELY}. */
    public Optional<PluginDecoder> likelyDecoder() {
        return match.compareTo(Match.LIKELY) < 0 ? Optional.empty() : uniqueDecoder();
    }

    /**
     * Returns the names of several decoders that match equally, among which the user has to choose; empty otherwise.
     */
    public List<String> tiedNames() {
        return bestDecoders.size() > 1
                ? bestDecoders.stream().map(PluginDecoder::name).toList()
                : List.of();
    }
}
