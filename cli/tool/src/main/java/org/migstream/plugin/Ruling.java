// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Comparison;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;

/**
 * What a rule says.
 *
 * @param reasons in its order; none if the plugin failed
 * @param failure what the plugin did wrong, so that nothing is known; empty if it did nothing
 */
public record Ruling(List<Reason> reasons, Optional<Finding> failure) {
    /** A copy that nobody can change. */
    public Ruling {
        reasons = List.copyOf(reasons);
    }

    static Ruling of(Comparison comparison) {
        List<Reason> reasons = comparison.reasons().stream().map(Ruling::cut).toList();
        return new Ruling(reasons, Optional.empty());
    }

    /** Values come out of profiles and states, and a rule may put them into as many messages as it likes. */
    private static Reason cut(Reason reason) {
        return new Reason(
                Line.cut(reason.finding()),
                reason.saved().map(Line::cut),
                reason.target().map(Line::cut));
    }

    static Ruling failed(Finding failure) {
        return new Ruling(List.of(), Optional.of(failure));
    }
}
