// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;

/**
 * Compares a state with a target: the numbers of queues must be equal, and the firmware must not be older.
 *
 * <p>Both numbers are facts. {@link AcmeStateReader} reports those of the state, and the profile contains those of the
 * target. If one is missing, {@link Comparison} makes the verdict UNKNOWN.
 */
final class AcmeRule implements CompatibilityRule {
    @Override
    public String decoderName() {
        return AcmeDecoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        comparison.requireEqual("queues", "QUEUES_MISMATCH", "queues");
        OptionalLong saved = comparison.requireSavedNumber("firmware");
        OptionalLong target = comparison.requireTargetNumber("firmware");
        if (saved.isPresent() && target.isPresent() && target.getAsLong() < saved.getAsLong()) {
            comparison.incompatible(
                    "FIRMWARE_OLDER",
                    "the target's firmware is older than the one that wrote the state: update it first",
                    comparison.saved().facts().text("firmware"),
                    comparison.target().facts().text("firmware"));
        }
    }
}
