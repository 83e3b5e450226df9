// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.PciId;

/** Compares device id, queue pairs and queue isolation, as {@code vf_qm_check_match()} does. */
final class HisiAccRule implements CompatibilityRule {
    private static final String DEV_ID = "dev_id";

    @Override
    public String decoderName() {
        return HisiAccPlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkDeviceId(comparison);
        comparison.requireEqual("qp_num", "QP_NUM_MISMATCH", "queue pairs");
        comparison.requireEqual("que_iso_cfg", "ISOLATION_MISMATCH", "queue isolation register");
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note(
                    "OK", "device id, queue pairs and queue isolation are equal; the kernel compares nothing else");
        }
    }

    /** Compares device ids. The id of the target is its PCI device id or, if the PCI id is unknown, a fact. */
    private static void checkDeviceId(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(DEV_ID);
        Optional<PciId> pci = comparison.target().identity().pci();
        OptionalLong target =
                pci.isPresent() ? OptionalLong.of(pci.get().device()) : comparison.requireTargetNumber(DEV_ID);
        boolean otherVendor =
                pci.filter(id -> id.vendor() != Accelerator.VENDOR).isPresent();
        if (saved.isPresent() && target.isPresent() && (otherVendor || saved.getAsLong() != target.getAsLong())) {
            String savedText = Accelerator.describe(saved.getAsLong());
            String targetText = otherVendor ? pci.get().toString() : Accelerator.describe(target.getAsLong());
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "the state belongs to " + savedText + ", the target is " + targetText,
                    Optional.of(savedText),
                    Optional.of(targetText));
        }
    }
}
