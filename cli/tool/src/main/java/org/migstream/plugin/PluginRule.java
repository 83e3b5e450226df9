// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.List;
import java.util.Optional;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;

/** A {@link CompatibilityRule} of a plugin. Its methods run in a {@link PluginThread}. */
public final class PluginRule {
    private final String decoderName;
    private final CompatibilityRule rule;
    private final PluginExecutor executor;

    PluginRule(String decoderName, CompatibilityRule rule, PluginExecutor executor) {
        this.decoderName = decoderName;
        this.rule = rule;
        this.executor = executor;
    }

    /**
     * The result of a rule.
     *
     * @param reasons the reasons in the order of the rule, with their texts truncated; empty if the plugin failed
     * @param failure how the plugin failed, so that the rule has no result; empty if it did not fail
     */
    public record RuleResult(List<Reason> reasons, Optional<Finding> failure) {
        /** Copies the list. */
        public RuleResult {
            reasons = List.copyOf(reasons);
        }
    }

    /** Returns {@link CompatibilityRule#decoderName}. */
    public String decoderName() {
        return decoderName;
    }

    /** Calls {@link CompatibilityRule#check}. */
    public RuleResult check(DeviceSnapshot saved, DeviceSnapshot target) {
        CallResult<List<Reason>> result = executor.call(() -> {
            Comparison comparison = new Comparison(saved, target);
            rule.check(comparison);
            return comparison.reasons().stream().map(PluginRule::truncate).toList();
        });
        return new RuleResult(result.value().orElse(List.of()), result.failure().map(executor::failureFinding));
    }

    /**
     * Truncates the texts of a reason, because a rule may put long values of profiles and states into many messages.
     */
    private static Reason truncate(Reason reason) {
        return new Reason(
                PluginText.truncate(reason.finding()),
                reason.saved().map(PluginText::truncate),
                reason.target().map(PluginText::truncate));
    }
}
