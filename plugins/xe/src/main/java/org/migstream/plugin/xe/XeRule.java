// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.Facts;
import org.migstream.spi.KernelVersion;
import org.migstream.spi.PciId;

/**
 * Compares the values that the kernel compares, either when it receives a packet or when a worker loads the packet. The
 * target may have more memory than the state.
 */
final class XeRule implements CompatibilityRule {
    private static final String GT_PREFIX = XeFacts.GTS + ".";

    /** Linux 6.12 has no xe_vfio_pci, Linux 7.2 has it; the releases between were not examined. */
    private static final KernelVersion LAST_WITHOUT_DRIVER = new KernelVersion(6, 12);

    @Override
    public String decoderName() {
        return XePlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkKernel(comparison);
        checkDeviceId(comparison);
        comparison.requireEqual(XeFacts.REVISION_ID, "WRONG_REVISION", "revision id");
        checkGts(comparison);
        checkMainGts(comparison);
        comparison.requireEqual(XeFacts.GGTT_BYTES, "GGTT_SIZE", "bytes of page table entries");
        checkVram(comparison);
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note(
                    "OK",
                    "device, revision, gts and sizes fit; the firmware checks its own packets when the state is loaded");
        }
    }

    private static void checkKernel(Comparison comparison) {
        Optional<KernelVersion> version = comparison.target().kernelVersion();
        if (version.filter(kernel -> kernel.compareTo(LAST_WITHOUT_DRIVER) <= 0).isPresent()) {
            Optional<String> release = comparison.target().kernel();
            comparison.incompatible(
                    "NO_MIGRATION_SUPPORT",
                    "Linux " + release.get() + " of the target has no xe_vfio_pci",
                    Optional.empty(),
                    release);
        }
    }

    /**
     * Compares the device ids. If the target has no fact for its device id, its PCI id is used: a virtual function has
     * the device id of its GPU.
     */
    private static void checkDeviceId(Comparison comparison) {
        Facts target = comparison.target().facts();
        Optional<PciId> pci = comparison.target().identity().pci();
        OptionalLong targetValue = target.number(XeFacts.DEVICE_ID).isEmpty() && pci.isPresent()
                ? OptionalLong.of(pci.get().device())
                : comparison.requireTargetNumber(XeFacts.DEVICE_ID);
        OptionalLong savedValue = comparison.requireSavedNumber(XeFacts.DEVICE_ID);
        if (savedValue.isPresent() && targetValue.isPresent() && savedValue.getAsLong() != targetValue.getAsLong()) {
            String saved = "0x" + Long.toHexString(savedValue.getAsLong());
            String targeted = "0x" + Long.toHexString(targetValue.getAsLong());
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "the state belongs to a GPU " + saved + ", the target is " + targeted,
                    Optional.of(saved),
                    Optional.of(targeted));
        }
    }

    private static void checkGts(Comparison comparison) {
        Facts saved = comparison.saved().facts();
        Facts target = comparison.target().facts();
        List<String> keys = saved.all().keySet().stream()
                .filter(key -> key.startsWith(GT_PREFIX) && !key.endsWith(Facts.COUNT))
                .toList();
        if (keys.isEmpty()
                || comparison.requireTargetNumber(GT_PREFIX + Facts.COUNT).isEmpty()) {
            return;
        }
        for (String key : keys) {
            String gt = key.substring(GT_PREFIX.length());
            if (target.text(key).isEmpty()) {
                comparison.incompatible(
                        "NO_SUCH_GT",
                        "the state has packets of gt " + gt + ", which the target does not have",
                        saved.text(key),
                        Optional.empty());
            } else {
                comparison.requireEqual(key, "BAD_TILE", "tile of gt " + gt);
            }
        }
    }

    /** Compares the main GTs only if the target reports its main GTs; the kernel compares only sizes. */
    private static void checkMainGts(Comparison comparison) {
        List<Long> targetValue = mainGts(comparison.target().facts());
        for (long gt : mainGts(comparison.saved().facts())) {
            if (!targetValue.isEmpty() && !targetValue.contains(gt)) {
                comparison.incompatible(
                        "NOT_MAIN_GT",
                        "the state has GGTT or VRAM of gt " + gt + ", which is not a main gt of the target",
                        Optional.of(Long.toString(gt)),
                        Optional.of(targetValue.toString()));
            }
        }
    }

    private static List<Long> mainGts(Facts facts) {
        long count =
                Math.min(facts.count(XeFacts.MAIN_GT).orElse(0), facts.all().size());
        return LongStream.range(0, count)
                .mapToObj(i -> facts.number(XeFacts.MAIN_GT + "." + i))
                .flatMap(number -> number.stream().boxed())
                .toList();
    }

    private static void checkVram(Comparison comparison) {
        OptionalLong savedValue = comparison.requireSavedNumber(XeFacts.VRAM_BYTES);
        if (savedValue.orElse(0) == 0) {
            return;
        }
        OptionalLong targetValue = comparison.requireTargetNumber(XeFacts.VRAM_BYTES);
        if (targetValue.isPresent() && Long.compareUnsigned(targetValue.getAsLong(), savedValue.getAsLong()) < 0) {
            comparison.incompatible(
                    "VRAM_SIZE",
                    "bytes of device memory: the state covers " + savedValue.getAsLong() + ", the target has only "
                            + Long.toUnsignedString(targetValue.getAsLong()),
                    Optional.of(Long.toString(savedValue.getAsLong())),
                    comparison.target().facts().text(XeFacts.VRAM_BYTES));
        }
    }
}
