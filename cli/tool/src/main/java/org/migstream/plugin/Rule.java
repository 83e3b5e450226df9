// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DeviceSnapshot;

/** A plugin's {@link CompatibilityRule}, which is never called but contained. */
public final class Rule {
    private final String decoder;
    private final CompatibilityRule rule;
    private final PluginCalls calls;

    Rule(String decoder, CompatibilityRule rule, PluginCalls calls) {
        this.decoder = decoder;
        this.rule = rule;
        this.calls = calls;
    }

    /** {@link CompatibilityRule#decoder}. */
    public String decoder() {
        return decoder;
    }

    /** {@link CompatibilityRule#check}. */
    public Ruling check(DeviceSnapshot saved, DeviceSnapshot target) {
        Outcome<Ruling> outcome = calls.call(() -> {
            Comparison comparison = new Comparison(saved, target);
            rule.check(comparison);
            return Ruling.of(comparison);
        });
        return outcome instanceof Outcome.Failed<Ruling> failed
                ? Ruling.failed(calls.failure(failed.how()))
                : ((Outcome.Returned<Ruling>) outcome).value();
    }
}
