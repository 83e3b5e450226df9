// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** Checks whether a saved state can be loaded into a target device. */
public interface CompatibilityRule {
    /** Returns the {@link StateDecoder#name} of the states that this rule compares. */
    String decoderName();

    /**
     * Compares a state with a target and reports the differences. migstream calls this method only if the target's
     * driver is {@link #decoderName()} or unknown. For any other driver, migstream reports the mismatch.
     *
     * <p>If a rule reports nothing, the state is compatible.
     */
    void check(Comparison comparison);
}
