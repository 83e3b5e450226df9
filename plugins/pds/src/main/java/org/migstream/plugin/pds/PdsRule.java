// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.util.Optional;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.PciId;

/** Checks the PCI id of the target. Nothing else can be compared; the firmware decides whether it loads the state. */
final class PdsRule implements CompatibilityRule {
    @Override
    public String decoderName() {
        return PdsDecoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        Optional<String> saved = comparison.saved().identity().pci().map(PciId::toString);
        Optional<String> target = comparison.target().identity().pci().map(PciId::toString);
        if (target.isEmpty()) {
            comparison.unknown(
                    Comparison.FACT_MISSING, "the PCI id of the target is missing in its profile", saved, target);
        } else if (target.get().equals(PdsDecoder.VIRTUAL_FUNCTION.toString())) {
            comparison.note(
                    "OPAQUE",
                    "the PCI id fits; the firmware of the target decides whether it loads the state",
                    saved,
                    target);
        } else {
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "the target is " + target.get() + ", but the driver binds only to " + PdsDecoder.VIRTUAL_FUNCTION,
                    saved,
                    target);
        }
    }
}
