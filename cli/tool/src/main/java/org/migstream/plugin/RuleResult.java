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
public record RuleResult(List<Reason> reasons, Optional<Finding> failure) {
    /** A copy that nobody can change. */
    public RuleResult {
        reasons = List.copyOf(reasons);
    }

    static RuleResult of(Comparison comparison) {
        List<Reason> reasons =
                comparison.reasons().stream().map(RuleResult::truncate).toList();
        return new RuleResult(reasons, Optional.empty());
    }

    /** Values come out of profiles and states, and a rule may put them into as many messages as it likes. */
    private static Reason truncate(Reason reason) {
        return new Reason(
                SingleLineText.truncate(reason.finding()),
                reason.saved().map(SingleLineText::truncate),
                reason.target().map(SingleLineText::truncate));
    }

    static RuleResult failed(Finding failure) {
        return new RuleResult(List.of(), Optional.of(failure));
    }
}
