// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.Facts;
import org.migstream.spi.KernelVersion;
import org.migstream.spi.PciId;

/**
 * Checks that the target has the same type, all features that the driver of the guest uses, enough queues, and a kernel
 * that can migrate. The kernel checks none of these; only the device can refuse a state.
 */
final class VirtioRule implements CompatibilityRule {
    private static final String NUM_QUEUES = "num_queues";

    /**
     * Linux 6.12 has no {@code drivers/vfio/pci/virtio/migrate.c}, Linux 7.2 has it; the releases between were not
     * examined.
     */
    private static final KernelVersion LAST_WITHOUT_MIGRATION = new KernelVersion(6, 12);

    private static final KernelVersion FIRST_WITH_MIGRATION = new KernelVersion(7, 2);

    @Override
    public String decoderName() {
        return VirtioDecoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkKernel(comparison);
        checkType(comparison);
        checkFeatures(comparison);
        checkQueues(comparison);
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note("OK", "the target offers all features that the driver uses");
        }
    }

    private static void checkKernel(Comparison comparison) {
        Optional<String> kernel = comparison.target().kernel();
        Optional<KernelVersion> version = comparison.target().kernelVersion();
        String code = "NO_MIGRATION_SUPPORT";
        if (version.isEmpty()) {
            comparison.note(
                    "KERNEL_UNKNOWN",
                    "the kernel of the target is unknown; before Linux 7.2, virtio_vfio_pci may be unable to migrate",
                    Optional.empty(),
                    kernel);
        } else if (version.get().compareTo(LAST_WITHOUT_MIGRATION) <= 0) {
            comparison.incompatible(
                    code, "virtio_vfio_pci of the target's kernel cannot migrate", Optional.empty(), kernel);
        } else if (version.get().compareTo(FIRST_WITH_MIGRATION) < 0) {
            comparison.unknown(
                    code,
                    "virtio_vfio_pci can migrate in Linux 7.2; it is unknown whether it can in the target's kernel",
                    Optional.empty(),
                    kernel);
        }
    }

    private static void checkType(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        Optional<VirtioDeviceType> targetType = target.flatMap(VirtioDeviceType::of);
        if (target.isEmpty()) {
            comparison.unknown(
                    Comparison.FACT_MISSING,
                    "the PCI id of the target is unknown",
                    saved.map(PciId::toString),
                    Optional.empty());
        } else if (targetType.isEmpty()) {
            reportWrongType(comparison, "the target is not a device of virtio_vfio_pci", saved, target.get());
        } else if (saved.isEmpty()) {
            reportUnknownType(comparison, targetType.get());
        } else if (!saved.equals(target)) {
            reportWrongType(
                    comparison,
                    "saved from " + saved.get() + ", the target is a " + targetType.get(),
                    saved,
                    target.get());
        }
    }

    /**
     * Reports that the type of the saved device is unknown. The state does not store it. The feature bits of the
     * different types overlap, and a device may set bits that its type does not define, so they allow only a guess, which
     * decides nothing.
     */
    private static void reportUnknownType(Comparison comparison, VirtioDeviceType targetType) {
        Facts facts = comparison.saved().facts();
        long features = facts.number(VirtioFeatures.DRIVER_FACT).orElse(0)
                | facts.number(VirtioFeatures.DEVICE_FACT).orElse(0);
        String guess = VirtioDeviceType.guess(features)
                .map(type -> "; its feature bits look like those of a " + type + ", but they do not prove it")
                .orElse("");
        comparison.unknown(
                "DEVICE_TYPE_UNKNOWN",
                "the state does not contain the type of its device" + guess + "; the target is a " + targetType,
                Optional.empty(),
                Optional.of(targetType.id().toString()));
    }

    private static void reportWrongType(Comparison comparison, String message, Optional<PciId> saved, PciId target) {
        comparison.incompatible(
                "WRONG_DEVICE_TYPE", message, saved.map(PciId::toString), Optional.of(target.toString()));
    }

    private static void checkFeatures(Comparison comparison) {
        comparison.requireSavedNumber(VirtioFeatures.DRIVER_FACT);
        for (int word = 0; word < VirtioFeatures.MAX_WORDS; word++) {
            OptionalLong accepted =
                    comparison.saved().facts().number(VirtioFeatures.factKey(VirtioFeatures.DRIVER_FACT, word));
            if (accepted.orElse(0) != 0) {
                checkFeatures(comparison, word, accepted.getAsLong());
            }
        }
    }

    private static void checkFeatures(Comparison comparison, int word, long accepted) {
        OptionalLong offered = comparison.requireTargetNumber(VirtioFeatures.factKey(VirtioFeatures.DEVICE_FACT, word));
        long[] missing = new long[word + 1];
        missing[word] = accepted & ~offered.orElse(-1);
        if (missing[word] != 0) {
            comparison.incompatible(
                    "FEATURES_MISSING",
                    "the driver uses features that the target does not offer: bits " + BitSet.valueOf(missing),
                    comparison.saved().facts().text(VirtioFeatures.factKey(VirtioFeatures.DRIVER_FACT, word)),
                    comparison.target().facts().text(VirtioFeatures.factKey(VirtioFeatures.DEVICE_FACT, word)));
        }
    }

    private static void checkQueues(Comparison comparison) {
        OptionalLong saved = comparison.requireSavedNumber(NUM_QUEUES);
        OptionalLong target = comparison.requireTargetNumber(NUM_QUEUES);
        if (saved.isPresent() && target.isPresent() && target.getAsLong() < saved.getAsLong()) {
            comparison.incompatible(
                    "QUEUES_MISSING",
                    "the state has " + saved.getAsLong() + " queues, the target " + target.getAsLong(),
                    comparison.saved().facts().text(NUM_QUEUES),
                    comparison.target().facts().text(NUM_QUEUES));
        }
    }
}
