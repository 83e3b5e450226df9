// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * Whether the target is of the type, has the features that the guest's driver has accepted, and enough queues. The
 * kernel compares none of that; the device has to refuse.
 */
final class VirtioRule implements CompatibilityRule {
    private static final String DEVICE_FEATURES = "device_features";
    private static final String DRIVER_FEATURES = "driver_features";
    private static final String NUM_QUEUES = "num_queues";

    @Override
    public String decoderName() {
        return VirtioDecoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        VirtioKernelCheck.check(comparison);
        checkType(comparison);
        checkFeatures(comparison);
        checkQueues(comparison);
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note("OK", "the target offers the features the driver uses", Optional.empty(), Optional.empty());
        }
    }

    private static void checkType(Comparison comparison) {
        Optional<PciId> saved = comparison.saved().identity().pci();
        Optional<PciId> target = comparison.target().identity().pci();
        Optional<VirtioDeviceType> wanted = target.flatMap(VirtioDeviceType::of);
        if (target.isEmpty()) {
            comparison.unknown(
                    Comparison.FACT_MISSING,
                    "the target's PCI id is not known",
                    saved.map(PciId::toString),
                    Optional.empty());
        } else if (wanted.isEmpty()) {
            reportWrongType(comparison, "the target is nothing that virtio_vfio_pci drives", saved, target.get());
        } else if (saved.isEmpty()) {
            checkInferredType(comparison, wanted.get());
        } else if (!saved.equals(target)) {
            reportWrongType(
                    comparison, "saved from " + saved.get() + ", the target is a " + wanted.get(), saved, target.get());
        }
    }

    /** The stream does not tell the type, but features of one are not those of the other. */
    private static void checkInferredType(Comparison comparison, VirtioDeviceType wanted) {
        Facts facts = comparison.saved().facts();
        long features = facts.number(DRIVER_FEATURES).orElse(0)
                | facts.number(DEVICE_FEATURES).orElse(0);
        Optional<VirtioDeviceType> inferred = VirtioDeviceType.fromFeatures(features);
        if (inferred.isEmpty()) {
            comparison.note(
                    "DEVICE_TYPE_UNKNOWN",
                    "nothing tells whether the state is of a " + wanted,
                    Optional.empty(),
                    Optional.of(wanted.id().toString()));
        } else if (inferred.get() != wanted) {
            reportWrongType(
                    comparison,
                    "the features are those of a " + inferred.get() + ", the target is a " + wanted,
                    Optional.empty(),
                    wanted.id());
        }
    }

    private static void reportWrongType(Comparison comparison, String message, Optional<PciId> saved, PciId target) {
        comparison.incompatible(
                "WRONG_DEVICE_TYPE", message, saved.map(PciId::toString), Optional.of(target.toString()));
    }

    private static void checkFeatures(Comparison comparison) {
        comparison.requireSavedNumber(DRIVER_FEATURES);
        for (int word = 0; word < VirtioFeatures.MAX_WORDS; word++) {
            OptionalLong accepted = comparison.saved().facts().number(VirtioFeatures.factKey(DRIVER_FEATURES, word));
            if (accepted.orElse(0) != 0) {
                checkFeatures(comparison, word, accepted.getAsLong());
            }
        }
    }

    private static void checkFeatures(Comparison comparison, int word, long accepted) {
        OptionalLong offered = comparison.requireTargetNumber(VirtioFeatures.factKey(DEVICE_FEATURES, word));
        long[] missing = new long[word + 1];
        missing[word] = accepted & ~offered.orElse(-1);
        if (missing[word] != 0) {
            comparison.incompatible(
                    "FEATURES_MISSING",
                    "the driver uses features that the target does not offer: bits " + BitSet.valueOf(missing),
                    comparison.saved().facts().text(VirtioFeatures.factKey(DRIVER_FEATURES, word)),
                    comparison.target().facts().text(VirtioFeatures.factKey(DEVICE_FEATURES, word)));
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
