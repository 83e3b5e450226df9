// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.util.List;
import java.util.Optional;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.PciId;

/**
 * Whether the target is a virtual function at all; about the image only its firmware can judge, when it gets it
 * (LOAD_VHCA_STATE). Profiles may tell {@code firmware} and {@code psid}, as {@code ethtool -i} and {@code devlink dev
 * info} say them; states do not.
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
        FIRMWARE_FACTS.forEach(build -> checkSameFirmware(comparison, build));
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note("OK", "framing fine; firmware decides about the image", Optional.empty(), Optional.empty());
        }
    }

    private static void checkPciId(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        Optional<String> there = saved.map(PciId::toString);
        Optional<String> here = target.map(PciId::toString);
        if (target.isEmpty()) {
            comparison.unknown(Comparison.FACT_MISSING, "the target's PCI id is not known", there, here);
        } else if (!target.get().equals(Mlx5Decoder.VIRTUAL_FUNCTION)) {
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "mlx5_vfio_pci drives " + Mlx5Decoder.VIRTUAL_FUNCTION + ", the target is " + target.get(),
                    there,
                    here);
        } else if (saved.isPresent() && !saved.equals(target)) {
            comparison.incompatible(
                    "WRONG_DEVICE_ID", "saved from " + saved.get() + ", the target is " + target.get(), there, here);
        }
    }

    private static void checkSameFirmware(Comparison comparison, String build) {
        Optional<String> there = comparison.saved().facts().text(build);
        Optional<String> here = comparison.target().facts().text(build);
        if (there.isPresent() && here.isPresent() && !there.equals(here)) {
            comparison.unknown(
                    "FIRMWARE_DIFFERS",
                    build + " differs; firmware alone knows whether it takes the image",
                    there,
                    here);
        }
    }
}
