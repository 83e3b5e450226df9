// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** A vendor's knowledge of which saved state loads into which device. */
public interface CompatibilityRule {
    /** The {@link StateDecoder#name} of the states that it judges. */
    String decoderName();

    /**
     * Compares. It is called only when the target's driver is that of {@link #decoderName()} or not known; that one
     * driver's state is nothing for another has been said already.
     *
     * <p>A rule that says nothing has found nothing against it: the state is compatible.
     */
    void check(Comparison comparison);
}
