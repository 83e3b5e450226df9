// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;

/** Compares identity and size, as the driver does at the first chunk (V1StateLoader.checkIdentity). */
final class V1Rule implements CompatibilityRule {
    @Override
    public String decoderName() {
        return V1Decoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        comparison.requireEqual(V1Decoder.IDENTITY, "IDENTITY_MISMATCH", "identity of the device");
        comparison.requireEqual(V1Decoder.SIZE, "SIZE_MISMATCH", "size of the content in bytes");
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note("OK", "state and target have the same identity and size");
        }
    }
}
