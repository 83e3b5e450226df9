// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.device.VfioConfig;
import org.migstream.pci.ComparedParts;
import org.migstream.pci.ConfigDifferences;
import org.migstream.stream.SectionKey;

/**
 * Compares the configuration that QEMU saved for a VFIO device: configuration space, interrupts and trailing bytes.
 */
final class VfioConfigComparison {
    private static final DifferenceArea AREA = DifferenceArea.CONFIGURATION;

    private final DifferenceCollector differences;

    VfioConfigComparison(DifferenceCollector differences) {
        this.differences = differences;
    }

    /**
     * Compares two configurations; either may be null.
     *
     * @param parts which parts of the configuration space QEMU compares
     */
    void compare(@Nullable SectionKey key, @Nullable VfioConfig a, @Nullable VfioConfig b, ComparedParts parts)
            throws IOException {
        if (a == null || b == null) {
            differences.compare(AREA, key, "configuration", lengthText(a), lengthText(b), null);
            return;
        }
        long before = differences.foundCount();
        differences.compare(AREA, key, "version", a.pciVersionId(), b.pciVersionId(), null);
        if (a.configSpace() != null && b.configSpace() != null) {
            differences.compare(
                    AREA,
                    key,
                    "size of the configuration space",
                    a.configSpace().size(),
                    b.configSpace().size(),
                    null);
            addRegisters(
                    key,
                    ConfigDifferences.between(a.configSpace(), b.configSpace()),
                    LoadRefusals.decidingRegisters(a.configSpace(), b.configSpace(), parts));
            compareInterrupts(key, a, b);
        }
        compareBytes(key, "bytes after them", a.trailingBytes(), b.trailingBytes());
        if (differences.foundCount() == before) {
            // The lengths can differ here only if one configuration has an unknown layout.
            differences.compare(AREA, key, "length", lengthText(a), lengthText(b), null);
        }
    }

    private static @Nullable String lengthText(@Nullable VfioConfig config) {
        return config == null ? null : config.length() + " bytes";
    }

    private void compareInterrupts(@Nullable SectionKey key, VfioConfig a, VfioConfig b) throws IOException {
        for (int pin = 0; pin < Math.min(a.irqState().size(), b.irqState().size()); pin++) {
            String name = "INT" + (char) ('A' + pin) + " asserted";
            differences.compare(
                    AREA, key, name, a.irqState().get(pin), b.irqState().get(pin), null);
        }
        differences.compare(
                AREA, key, "MSI-X vectors", a.msix().entryCount(), b.msix().entryCount(), null);
        List<ConfigDifferences.Difference> vectors = ConfigDifferences.between(a.msix(), b.msix());
        for (ConfigDifferences.Difference vector : vectors) {
            differences.add(AREA, key, "MSI-X " + vector.name(), vector.first(), vector.second());
        }
        if (vectors.isEmpty()) {
            compareBytes(
                    key, "MSI-X pending bits", a.msix().pendingBits(), b.msix().pendingBits());
        }
    }

    private void addRegisters(
            @Nullable SectionKey key, List<ConfigDifferences.Difference> registers, Set<Integer> deciding)
            throws IOException {
        for (ConfigDifferences.Difference register : registers) {
            differences.add(Difference.of(
                            AREA,
                            key,
                            "0x%02x %s".formatted(register.offset(), register.name()),
                            register.first(),
                            register.second())
                    .withDecidesLoad(deciding.contains(register.offset())));
        }
    }

    private void compareBytes(@Nullable SectionKey key, String name, ByteBuffer a, ByteBuffer b) throws IOException {
        new ByteRangeComparison(AREA, key, content(a), content(b), differences)
                .compareRange(name, 0, ByteDifference.TO_END, 0, ByteDifference.TO_END, null);
    }

    private static SeekableContent content(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return new SeekableContent(() -> new ByteArrayInputStream(bytes));
    }
}
