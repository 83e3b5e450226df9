// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;

/**
 * Where a state loads: the device must have as many queues, and firmware that is not older.
 *
 * <p>Both sides tell these numbers as facts, the state because {@link AcmeStateReader} says so, the target in its profile. If
 * one does not, {@link Comparison} answers that nobody knows.
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
