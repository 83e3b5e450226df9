// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceSnapshot;

/** A plugin's {@link CompatibilityRule}, which is never called but contained. */
public final class PluginRule {
    private final String decoder;
    private final CompatibilityRule rule;
    private final NamedPluginExecutor executor;

    PluginRule(String decoder, CompatibilityRule rule, NamedPluginExecutor calls) {
        this.decoder = decoder;
        this.rule = rule;
        this.executor = calls;
    }

    /** {@link CompatibilityRule#decoderName}. */
    public String decoder() {
        return decoder;
    }

    /** {@link CompatibilityRule#check}. */
    public RuleResult check(DeviceSnapshot saved, DeviceSnapshot target) {
        CallResult<RuleResult> outcome = executor.call(() -> {
            Comparison comparison = new Comparison(saved, target);
            rule.check(comparison);
            return RuleResult.of(comparison);
        });
        return outcome instanceof CallResult.Failed<RuleResult> failed
                ? RuleResult.failed(executor.failureFinding(failed.reason()))
                : ((CallResult.Returned<RuleResult>) outcome).value();
    }
}
