// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.util.List;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Reason;
import org.migstream.spi.VendorPlugin;

/** Holds what the rules of a plugin report about a saved state and a target. */
public final class ComparisonResult {
    private final Comparison comparison;

    private ComparisonResult(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Calls all rules of a plugin. Fails if a rule reports a code that the plugin does not declare.
     *
     * @param saved the state
     * @param target the device that shall load it
     */
    public static ComparisonResult of(VendorPlugin plugin, DeviceSnapshot saved, DeviceSnapshot target) {
        Comparison comparison = new Comparison(saved, target);
        plugin.rules().forEach(rule -> rule.check(comparison));
        DeclaredCodes declared = new DeclaredCodes(plugin);
        comparison.reasons().forEach(reason -> declared.check(reason.finding(), () -> "a rule of " + plugin.name()));
        return new ComparisonResult(comparison);
    }

    /** Returns the worst of all reasons. */
    public Compatibility verdict() {
        return comparison.verdict();
    }

    /** Returns all reasons, in the order in which they were reported. */
    public List<Reason> reasons() {
        return comparison.reasons();
    }

    /** Returns the codes of all reasons, in the order in which they were reported. */
    public List<String> codes() {
        return reasons().stream().map(reason -> reason.finding().code()).toList();
    }

    @Override
    public String toString() {
        return verdict() + " " + reasons();
    }
}
