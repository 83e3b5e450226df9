// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.spi.Symbols;

/**
 * Compares the values that adf_gen4_vfmig_load_config() and adf_gen4_vfmig_load_generic() compare. Also compares the
 * model, which the kernel does not compare.
 */
final class QatRule implements CompatibilityRule {
    private static final String DEVICE_ID_UNKNOWN = "DEVICE_ID_UNKNOWN";

    /** The first model with this state format: 4xxx. */
    private static final PciId MODEL_4XXX = new PciId(0x8086, 0x4941);

    @Override
    public String decoderName() {
        return QatPlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkModel(comparison);
        checkMask(comparison, QatFacts.CAPABILITIES, "CAPABILITY_MISSING", QatCapabilities.ACCELERATION);
        checkServiceMap(comparison);
        checkMask(comparison, QatFacts.COMPRESSION, "EXTDC_MISSING", QatCapabilities.EXTENDED_COMPRESSION);
        QatSlaCheck.check(comparison);
        checkBanks(comparison);
        checkPfvfVersion(comparison);
        if (comparison.reasons().isEmpty()) {
            comparison.note("OK", "the target has everything that the state needs");
        }
    }

    /** Compares the models. The state has no PCI id, so the kernel accepts any model with sufficient capabilities. */
    private static void checkModel(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        if (target.isPresent() && target.equals(saved.or(() -> Optional.of(MODEL_4XXX)))) {
            return;
        }
        String message;
        if (target.isEmpty()) {
            message = "the PCI id of the target is unknown, so the target may be another model";
        } else if (saved.isEmpty()) {
            message = "the PCI id of the saved device is unknown, and the target is not a " + MODEL_4XXX
                    + ", the first model with this format; the kernel compares only capabilities";
        } else {
            message = "the target is another model of QAT; the kernel compares only capabilities";
        }
        comparison.unknown(DEVICE_ID_UNKNOWN, message, saved.map(PciId::toString), target.map(PciId::toString));
    }

    private static void checkMask(Comparison comparison, String fact, String code, Symbols bits) {
        OptionalLong saved = comparison.requireSavedNumber(fact);
        OptionalLong target = comparison.requireTargetNumber(fact);
        if (saved.isEmpty() || target.isEmpty() || saved.getAsLong() == target.getAsLong()) {
            return;
        }
        long missing = saved.getAsLong() & ~target.getAsLong();
        Optional<String> savedText = comparison.saved().facts().text(fact);
        Optional<String> targetText = comparison.target().facts().text(fact);
        if (missing != 0) {
            String names = bits.name(missing).orElseGet(() -> "0x" + Long.toHexString(missing));
            comparison.incompatible(code, fact + ": the target lacks " + names, savedText, targetText);
        } else {
            comparison.note("OK_SUPERSET", fact + ": the target has more than the state needs", savedText, targetText);
        }
    }

    private static void checkServiceMap(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(QatFacts.SERVICE_MAP);
        OptionalLong target = comparison.requireTargetNumber(QatFacts.SERVICE_MAP);
        if (saved.isPresent() && target.isPresent() && saved.getAsLong() != target.getAsLong()) {
            comparison.incompatible(
                    "SVCMAP_MISMATCH",
                    "the ring pairs have the services " + QatServiceMap.serviceNames(saved.getAsLong())
                            + " in the state and " + QatServiceMap.serviceNames(target.getAsLong())
                            + " on the target; they must be the same",
                    comparison.saved().facts().text(QatFacts.SERVICE_MAP),
                    comparison.target().facts().text(QatFacts.SERVICE_MAP));
        }
    }

    private static void checkBanks(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(QatFacts.BANKS);
        OptionalLong target = comparison.requireTargetNumber(QatFacts.BANKS);
        if (saved.isEmpty() || target.isEmpty() || saved.getAsLong() == target.getAsLong()) {
            return;
        }
        Optional<String> savedText = comparison.saved().facts().text(QatFacts.BANKS);
        Optional<String> targetText = comparison.target().facts().text(QatFacts.BANKS);
        if (saved.getAsLong() < target.getAsLong()) {
            comparison.incompatible(
                    QatSectionReader.MISSING_SECTION,
                    "number of banks: the target loads " + targetText.get() + ", the state has only " + savedText.get(),
                    savedText,
                    targetText);
        } else {
            comparison.unknown(
                    "BANKS_DROPPED",
                    "number of banks: the state has " + savedText.get() + "; the kernel of the target loads "
                            + targetText.get() + " and drops the others without an error",
                    savedText,
                    targetText);
        }
    }

    /** Compares the message versions if both are known. The kernel only logs a difference. */
    private static void checkPfvfVersion(Comparison comparison) {
        Facts saved = comparison.saved().facts();
        Facts target = comparison.target().facts();
        OptionalLong guest = saved.number(QatFacts.PFVF_VERSION);
        OptionalLong host = target.number(QatFacts.PFVF_VERSION);
        if (guest.isPresent() && host.isPresent() && guest.getAsLong() > host.getAsLong()) {
            comparison.unknown(
                    QatGenericSection.COMPVER,
                    "the driver of the guest uses a newer message version than the target; the kernel accepts that",
                    saved.text(QatFacts.PFVF_VERSION),
                    target.text(QatFacts.PFVF_VERSION));
        }
    }
}
