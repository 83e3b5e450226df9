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
 * Which device loads which state: what adf_gen4_vfmig_load_config() and adf_gen4_vfmig_load_generic() compare, and the
 * model, which they do not.
 */
final class QatRule implements CompatibilityRule {
    /** Fact: accelerator capabilities, a mask. */
    static final String CAPABILITIES = "capabilities";

    /** Fact: the services of the ring pairs; see {@link QatServiceMap}. */
    static final String SERVICE_MAP = "svcmap";

    /** Fact: extended data compression capabilities, a mask. */
    static final String COMPRESSION = "extdc";

    /** Fact: banks of rings of one virtual function. */
    static final String BANKS = "banks";

    /** Fact: an array of service level agreements; see {@link QatSlaCheck}. */
    static final String SLAS = "slas";

    /** Fact: the version of the messages between a virtual function's driver and the physical one's. */
    static final String PFVF_VERSION = "pfvf_version";

    private static final String DEVICE_ID_UNKNOWN = "DEVICE_ID_UNKNOWN";

    /** Of which the format is: 4xxx. What else carries it can do so only as far as it is like that. */
    private static final PciId MODEL_4XXX = new PciId(0x8086, 0x4941);

    @Override
    public String decoderName() {
        return QatPlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkModel(comparison);
        checkMask(comparison, CAPABILITIES, "CAPABILITY_MISSING", QatCapabilities.ACCELERATION);
        checkServiceMap(comparison);
        checkMask(comparison, COMPRESSION, "EXTDC_MISSING", QatCapabilities.EXTENDED_COMPRESSION);
        QatSlaCheck.check(comparison);
        checkBanks(comparison);
        checkPfvfVersion(comparison);
        if (comparison.reasons().isEmpty()) {
            comparison.note("OK", "the target can do what the stream needs", Optional.empty(), Optional.empty());
        }
    }

    /** The state holds no PCI id, so the kernel takes it on any model whose capabilities suffice. */
    private static void checkModel(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        if (target.isPresent() && target.equals(saved.or(() -> Optional.of(MODEL_4XXX)))) {
            return;
        }
        String message;
        if (target.isEmpty()) {
            message = "the target's description has no PCI id, so it is not known whether it is the same model";
        } else if (saved.isEmpty()) {
            message = "the stream has no PCI id, and the target is not the " + MODEL_4XXX
                    + " that the format was made for; the kernel compares nothing but capabilities";
        } else {
            message = "the target is another model of QAT; the kernel compares nothing but capabilities";
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
        Optional<String> there = comparison.saved().facts().text(fact);
        Optional<String> here = comparison.target().facts().text(fact);
        if (missing != 0) {
            String names = bits.name(missing).orElseGet(() -> "0x" + Long.toHexString(missing));
            comparison.incompatible(code, fact + ": the target lacks " + names, there, here);
        } else {
            comparison.note("OK_SUPERSET", fact + ": the target can do more", there, here);
        }
    }

    private static void checkServiceMap(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(SERVICE_MAP);
        OptionalLong target = comparison.requireTargetNumber(SERVICE_MAP);
        if (saved.isPresent() && target.isPresent() && saved.getAsLong() != target.getAsLong()) {
            comparison.incompatible(
                    "SVCMAP_MISMATCH",
                    "the ring pairs give the services " + QatServiceMap.serviceNames(saved.getAsLong())
                            + " in the stream and " + QatServiceMap.serviceNames(target.getAsLong())
                            + " on the target; they must be the same",
                    comparison.saved().facts().text(SERVICE_MAP),
                    comparison.target().facts().text(SERVICE_MAP));
        }
    }

    private static void checkBanks(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(BANKS);
        OptionalLong target = comparison.requireTargetNumber(BANKS);
        if (saved.isEmpty() || target.isEmpty() || saved.getAsLong() == target.getAsLong()) {
            return;
        }
        Optional<String> there = comparison.saved().facts().text(BANKS);
        Optional<String> here = comparison.target().facts().text(BANKS);
        if (saved.getAsLong() < target.getAsLong()) {
            comparison.incompatible(
                    QatSectionReader.MISSING_SECTION,
                    "the target looks for the registers of " + here.get() + " banks, the stream has " + there.get(),
                    there,
                    here);
        } else {
            comparison.unknown(
                    "BANKS_DROPPED",
                    "the stream has the registers of " + there.get() + " banks; the target's kernel takes " + here.get()
                            + " and drops the others without a word",
                    there,
                    here);
        }
    }

    /** The kernel only logs this one, so nobody has to tell it. */
    private static void checkPfvfVersion(Comparison comparison) {
        Facts saved = comparison.saved().facts();
        Facts target = comparison.target().facts();
        OptionalLong guest = saved.number(PFVF_VERSION);
        OptionalLong host = target.number(PFVF_VERSION);
        if (guest.isPresent() && host.isPresent() && guest.getAsLong() > host.getAsLong()) {
            comparison.unknown(
                    QatGenericSection.COMPVER,
                    "the guest's driver speaks a newer version with the host's than the target does; the kernel "
                            + "accepts that",
                    saved.text(PFVF_VERSION),
                    target.text(PFVF_VERSION));
        }
    }
}
