// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** Decides which saved state loads into which device. */
public interface CompatibilityRule {
    /** Returns the {@link StateDecoder#name} of the states that this rule compares. */
    String decoderName();

    /**
     * Compares a state with a target and reports the differences. migstream calls it only if the driver of the target is
     * {@link #decoderName()} or not known; it reports a wrong driver itself.
     *
     * <p>If a rule reports nothing, the state is compatible.
     */
    void check(Comparison comparison);
}
