// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.PciId;

/**
 * Compares PCI ids, and the firmware if both sides report it. The kernel compares none of these; the firmware decides
 * when it loads the image.
 */
final class Mlx5Rule implements CompatibilityRule {
    private static final List<String> FIRMWARE_FACTS = List.of("firmware", "psid");

    @Override
    public String decoderName() {
        return Mlx5Decoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkPciId(comparison);
        FIRMWARE_FACTS.forEach(fact -> checkSameFirmware(comparison, fact));
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note("OK", "the PCI ids fit; the firmware decides whether it loads the image");
        }
    }

    private static void checkPciId(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        Optional<String> savedText = saved.map(PciId::toString);
        Optional<String> targetText = target.map(PciId::toString);
        if (target.isEmpty()) {
            comparison.unknown(Comparison.FACT_MISSING, "the PCI id of the target is unknown", savedText, targetText);
        } else if (!target.get().equals(Mlx5Decoder.VIRTUAL_FUNCTION)) {
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "the target is " + target.get() + ", but mlx5_vfio_pci binds only to "
                            + Mlx5Decoder.VIRTUAL_FUNCTION,
                    savedText,
                    targetText);
        } else if (saved.isPresent() && !saved.equals(target)) {
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "saved from " + saved.get() + ", the target is " + target.get(),
                    savedText,
                    targetText);
        }
    }

    private static void checkSameFirmware(Comparison comparison, String fact) {
        Optional<String> savedText = comparison.saved().facts().text(fact);
        Optional<String> targetText = comparison.target().facts().text(fact);
        if (savedText.isPresent() && targetText.isPresent() && !savedText.equals(targetText)) {
            comparison.unknown(
                    "FIRMWARE_DIFFERS",
                    fact + " differs; only the firmware can decide whether it loads the image",
                    savedText,
                    targetText);
        }
    }
}
