// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/**
 * What the kernel compares, some of it when a packet comes, some only when a worker loads it. Memory that the target has
 * beyond that of the state does no harm.
 */
final class XeRule implements CompatibilityRule {
    private static final String GT_PREFIX = "gts.";
    private static final String MAIN_GT = "main_gt";
    private static final String VRAM_BYTES = "vram_bytes";
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

    @Override
    public String decoderName() {
        return XePlugin.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        checkKernel(comparison);
        checkDeviceId(comparison);
        comparison.requireEqual("revid", "WRONG_REVISION", "revision id");
        checkGts(comparison);
        mainGts(comparison);
        comparison.requireEqual("ggtt_bytes", "GGTT_SIZE", "bytes of page table entries");
        checkVram(comparison);
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note(
                    "OK",
                    "device, revision, gts and sizes fit; whether the firmware takes its part shows only in loading",
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** Linux 6.12 has no xe_vfio_pci, 7.2 has; about those between nothing is said. */
    private static void checkKernel(Comparison comparison) {
        String release = comparison.target().kernel().orElse("");
        Matcher numbers = RELEASE.matcher(release);
        if (numbers.matches()
                && isKernelWithoutDriver(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))) {
            comparison.incompatible(
                    "NO_MIGRATION_SUPPORT",
                    "xe_vfio_pci is not part of Linux " + release,
                    Optional.empty(),
                    Optional.of(release));
        }
    }

    private static boolean isKernelWithoutDriver(int version, int patchlevel) {
        return version < 6 || version == 6 && patchlevel <= 12;
    }

    /** A virtual function has the device id of its GPU, so that the target's PCI id will do. */
    private static void checkDeviceId(Comparison comparison) {
        Facts target = comparison.target().facts();
        Optional<PciId> pci = comparison.target().identity().pci();
        OptionalLong here = target.number("devid").isEmpty() && pci.isPresent()
                ? OptionalLong.of(pci.get().device())
                : comparison.requireTargetNumber("devid");
        OptionalLong there = comparison.requireSavedNumber("devid");
        if (there.isPresent() && here.isPresent() && there.getAsLong() != here.getAsLong()) {
            String saved = "0x" + Long.toHexString(there.getAsLong());
            String targeted = "0x" + Long.toHexString(here.getAsLong());
            comparison.incompatible(
                    "WRONG_DEVICE_ID",
                    "the stream is of a GPU " + saved + ", the target is " + targeted,
                    Optional.of(saved),
                    Optional.of(targeted));
        }
    }

    private static void checkGts(Comparison comparison) {
        Facts saved = comparison.saved().facts();
        Facts target = comparison.target().facts();
        List<String> told = saved.all().keySet().stream()
                .filter(key -> key.startsWith(GT_PREFIX) && !key.endsWith(Facts.COUNT))
                .toList();
        if (told.isEmpty()
                || comparison.requireTargetNumber(GT_PREFIX + Facts.COUNT).isEmpty()) {
            return;
        }
        for (String key : told) {
            String gt = key.substring(GT_PREFIX.length());
            if (target.text(key).isEmpty()) {
                comparison.incompatible(
                        "NO_SUCH_GT",
                        "the stream has packets of gt " + gt + ", which the target lacks",
                        saved.text(key),
                        Optional.empty());
            } else {
                comparison.requireEqual(key, "BAD_TILE", "tile of gt " + gt);
            }
        }
    }

    /** Only where the target tells; the sizes are enough for the kernel. */
    private static void mainGts(Comparison comparison) {
        List<Long> here = mainGts(comparison.target().facts());
        for (long gt : mainGts(comparison.saved().facts())) {
            if (!here.isEmpty() && !here.contains(gt)) {
                comparison.incompatible(
                        "NOT_MAIN_GT",
                        "the stream has GGTT or VRAM of gt " + gt + ", which is no main one of the target",
                        Optional.of(Long.toString(gt)),
                        Optional.of(here.toString()));
            }
        }
    }

    private static List<Long> mainGts(Facts facts) {
        long count = Math.min(facts.count(MAIN_GT).orElse(0), facts.all().size());
        return LongStream.range(0, count)
                .mapToObj(i -> facts.number(MAIN_GT + "." + i))
                .flatMap(number -> number.stream().boxed())
                .toList();
    }

    private static void checkVram(Comparison comparison) {
        OptionalLong there = comparison.requireSavedNumber(VRAM_BYTES);
        if (there.orElse(0) == 0) {
            return;
        }
        OptionalLong here = comparison.requireTargetNumber(VRAM_BYTES);
        if (here.isPresent() && Long.compareUnsigned(here.getAsLong(), there.getAsLong()) < 0) {
            comparison.incompatible(
                    "VRAM_SIZE",
                    "the stream covers " + there.getAsLong() + " bytes of memory, the target has "
                            + Long.toUnsignedString(here.getAsLong()),
                    Optional.of(Long.toString(there.getAsLong())),
                    comparison.target().facts().text(VRAM_BYTES));
        }
    }
}
