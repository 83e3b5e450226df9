// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;

/**
 * Compares a state with a target: the numbers of queues must be equal, and the firmware must not be older.
 *
 * <p>Both values are facts. {@link AcmeStateReader} reports those of the state, and the profile contains those of the
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
        comparison.requireNotOlder("firmware", "FIRMWARE_OLDER", "firmware");
    }
}
