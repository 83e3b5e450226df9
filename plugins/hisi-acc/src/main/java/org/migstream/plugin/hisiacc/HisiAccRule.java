// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.KernelVersion;
import org.migstream.spi.PciId;

/**
 * Compares device id, queue pairs and queue isolation, as {@code vf_qm_check_match()} does, and whether the kernel of the
 * target reads the format.
 */
final class HisiAccRule implements CompatibilityRule {
    private static final String DEV_ID = "dev_id";

    /**
     * The first release that has V2 in each update: stable releases received V2 ("hisi_acc_vfio_pci: fix XQE dma address
     * error") in updates of 2025 after Linux 6.15, so it was in Linux 6.16 before.
     */
    private static final KernelVersion FIRST_WITH_V2 = new KernelVersion(6, 16);

    /** An update that has V2: 6.12.95 was examined. */
    private static final Pattern UPDATE_WITH_V2 =
            Pattern.compile("6\\.12\\.(?:9[5-9]|[1-9]\\d{2,})(?!\\d).*", Pattern.DOTALL);

    @Override
    public String decoderName() {
        return HisiAccPlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkFormat(comparison);
        checkDeviceId(comparison);
        comparison.requireEqual("qp_num", "QP_NUM_MISMATCH", "queue pairs");
        comparison.requireEqual("que_iso_cfg", "ISOLATION_MISMATCH", "queue isolation register");
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note(
                    "OK", "device id, queue pairs and queue isolation are equal; the kernel compares nothing else");
        }
    }

    /**
     * Reports that the kernel of the target may be too old for V2. A driver that knows only V1 compares the magic number
     * and refuses V2 ({@code vf_qm_check_match()}).
     */
    private static void checkFormat(Comparison comparison) {
        OptionalLong format = comparison.saved().facts().number(AccVfDataReader.FORMAT);
        Optional<String> kernel = comparison.target().kernel();
        boolean mayLackV2 = comparison
                .target()
                .kernelVersion()
                .filter(version -> version.compareTo(FIRST_WITH_V2) < 0)
                .isPresent();
        if (format.equals(OptionalLong.of(AccDevMagic.V2.number()))
                && mayLackV2
                && !UPDATE_WITH_V2.matcher(kernel.get()).matches()) {
            comparison.unknown(
                    "FORMAT_TOO_NEW",
                    "the state has the format V2, which Linux before 6.16 has only in later updates, such as 6.12.95; a"
                            + " driver without V2 refuses the state",
                    Optional.of(AccDevMagic.V2.name()),
                    kernel);
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
