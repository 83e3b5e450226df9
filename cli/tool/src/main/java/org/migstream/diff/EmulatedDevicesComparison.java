// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.migstream.diff.VmStateFieldStore.SectionOccurrence;
import org.migstream.pci.ConfigDifferences;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.SectionKey;

/**
 * The sections of all devices that are not VFIO's. Bytes are compared first; only of those that differ the description
 * is asked what they mean.
 */
final class EmulatedDevicesComparison {
    private static final String PCI_CONFIG = "pci config";

    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;

    EmulatedDevicesComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    void compare() throws IOException {
        Set<SectionOccurrence> differing = new LinkedHashSet<>();
        Map<SectionKey, Integer> there = b.report().sectionContents().counts();
        for (Map.Entry<SectionKey, Integer> here :
                a.report().sectionContents().counts().entrySet()) {
            int both = Math.min(here.getValue(), there.getOrDefault(here.getKey(), 0));
            for (int turn = 0; turn < both; turn++) {
                SectionOccurrence section = new SectionOccurrence(here.getKey(), turn);
                ByteDifference difference = compareBytes(section);
                if (!difference.isEmpty() && (a.isComplete() && b.isComplete() || !difference.isLengthOnly())) {
                    differing.add(section);
                }
            }
        }
        if (differing.isEmpty()) {
            return;
        }
        try (VmStateFieldStore one = new VmStateFieldStore(differing);
                VmStateFieldStore other = new VmStateFieldStore(differing)) {
            decode(a, one);
            decode(b, other);
            for (SectionOccurrence section : differing) {
                compare(section, one, other);
            }
        }
    }

    private static void decode(DiffOperand side, VmStateFieldStore into) throws IOException {
        if (side.report().fields() != null) {
            side.report().fields().decode(into);
        }
    }

    private static SeekableContent content(DiffOperand side, SectionOccurrence section) {
        return new SeekableContent(() -> side.report()
                .sectionContents()
                .open(section.key(), section.index())
                .bytes());
    }

    private ByteDifference compareBytes(SectionOccurrence section) throws IOException {
        return ByteDifference.between(content(a, section), content(b, section));
    }

    private void compare(SectionOccurrence section, VmStateFieldStore one, VmStateFieldStore other) throws IOException {
        long before = differences.foundCount();
        ByteRangeComparison contents = new ByteRangeComparison(
                DifferenceArea.FIELDS, section.key(), content(a, section), content(b, section), differences);
        if (one.contains(section) && other.contains(section)) {
            new ListAlignment<>(one.cursor(section), other.cursor(section), VmStateFieldValue::path)
                    .forEach((here, there) -> compare(section.key(), here, there, contents));
            contents.compareRest(IgnoreRules.ofSection(section.key()));
        }
        if (differences.foundCount() == before) {
            contents.compareAll(IgnoreRules.ofSection(section.key()));
        }
    }

    private void compare(
            SectionKey section,
            @Nullable VmStateFieldValue here,
            @Nullable VmStateFieldValue there,
            ByteRangeComparison contents)
            throws IOException {
        VmStateFieldValue known = Objects.requireNonNull(here == null ? there : here);
        @Nullable IgnoreCategory kind = IgnoreRules.ofField(section, known.vmsdName(), known.fieldName(), known.type());
        if (here == null || there == null) {
            contents.markCompared(end(here), end(there));
            differences.add(Difference.of(
                            DifferenceArea.FIELDS,
                            section,
                            known.path(),
                            here == null ? null : here.text(),
                            there == null ? null : there.text())
                    .withIgnoreCategory(kind));
            return;
        }
        contents.compareGap(here.offset(), there.offset(), IgnoreRules.ofSection(section));
        SortedMap<Integer, String> clock = IgnoreRules.rtcTimeRegisters(known.vmsdName(), known.fieldName());
        if (!clock.isEmpty() && here.length() == there.length()) {
            compareRtcRegisters(clock, here, there, contents);
        } else if (here.complete() && there.complete()) {
            differences.compare(DifferenceArea.FIELDS, section, known.path(), here.text(), there.text(), kind);
        } else if (!comparePciConfig(section, here, there, contents)) {
            contents.compareRange(known.path(), here.offset(), here.length(), there.offset(), there.length(), kind);
        }
        contents.markCompared(end(here), end(there));
    }

    private static long end(@Nullable VmStateFieldValue field) {
        return field == null ? -1 : field.offset() + field.length();
    }

    /** Registers that keep the time of day by their names, and what lies between them. */
    private static void compareRtcRegisters(
            SortedMap<Integer, String> clock,
            VmStateFieldValue here,
            VmStateFieldValue there,
            ByteRangeComparison contents)
            throws IOException {
        long done = 0;
        for (Map.Entry<Integer, String> register : clock.entrySet()) {
            int at = register.getKey();
            compareBetweenRegisters(done, at, here, there, contents);
            if (at < here.length()) {
                String name = "%s: 0x%02x %s".formatted(here.path(), at, register.getValue());
                contents.compareRange(name, here.offset() + at, 1, there.offset() + at, 1, IgnoreCategory.TIMER);
            }
            done = at + 1L;
        }
        compareBetweenRegisters(done, here.length(), here, there, contents);
    }

    private static void compareBetweenRegisters(
            long from, long to, VmStateFieldValue here, VmStateFieldValue there, ByteRangeComparison contents)
            throws IOException {
        long length = Math.min(to, here.length()) - from;
        if (length > 0) {
            contents.compareRange(here.path(), here.offset() + from, length, there.offset() + from, length, null);
        }
    }

    /** The configuration space of an emulated device, by the names of its registers. */
    private boolean comparePciConfig(
            SectionKey section, VmStateFieldValue here, VmStateFieldValue there, ByteRangeComparison contents)
            throws IOException {
        boolean space = here.type().equals(PCI_CONFIG)
                && here.length() == there.length()
                && (here.length() == ConfigSpace.CONVENTIONAL_SIZE || here.length() == ConfigSpace.EXPRESS_SIZE);
        if (!space) {
            return false;
        }
        int size = (int) here.length();
        List<ConfigDifferences.Difference> registers = ConfigDifferences.between(
                new ConfigSpace(contents.readA(here.offset(), size)),
                new ConfigSpace(contents.readB(there.offset(), size)));
        for (ConfigDifferences.Difference register : registers) {
            differences.add(
                    DifferenceArea.FIELDS,
                    section,
                    "%s: 0x%02x %s".formatted(here.path(), register.offset(), register.name()),
                    register.first(),
                    register.second());
        }
        return true;
    }
}
