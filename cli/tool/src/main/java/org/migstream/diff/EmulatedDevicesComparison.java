// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.migstream.diff.VmStateFieldStore.SectionOccurrence;
import org.migstream.inspect.report.StreamReport.SectionContents;
import org.migstream.pci.ConfigDifferences;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PciConfigValue;

/**
 * Compares the sections of all devices except VFIO devices. It compares bytes first and decodes only differing
 * sections by the vmdescription.
 */
final class EmulatedDevicesComparison {
    private final DiffOperand a;
    private final DiffOperand b;
    private final LoadRefusals refusals;
    private final DifferenceCollector differences;

    EmulatedDevicesComparison(DiffOperand a, DiffOperand b, LoadRefusals refusals, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.refusals = refusals;
        this.differences = differences;
    }

    void compare() throws IOException {
        Set<SectionOccurrence> differing = new LinkedHashSet<>();
        Map<SectionKey, Integer> countsB = contents(b).counts();
        for (Map.Entry<SectionKey, Integer> entry : contents(a).counts().entrySet()) {
            int common = Math.min(entry.getValue(), countsB.getOrDefault(entry.getKey(), 0));
            for (int index = 0; index < common; index++) {
                SectionOccurrence section = new SectionOccurrence(entry.getKey(), index);
                ByteDifference difference = compareBytes(section);
                if (!difference.isEmpty() && (a.isComplete() && b.isComplete() || !difference.isLengthOnly())) {
                    differing.add(section);
                }
            }
        }
        if (differing.isEmpty()) {
            return;
        }
        try (VmStateFieldStore fieldsA = new VmStateFieldStore(differing);
                VmStateFieldStore fieldsB = new VmStateFieldStore(differing)) {
            decode(a, fieldsA);
            decode(b, fieldsB);
            for (SectionOccurrence section : differing) {
                compare(section, fieldsA, fieldsB);
            }
        }
    }

    private static void decode(DiffOperand operand, VmStateFieldStore into) throws IOException {
        if (operand.report().fields() != null) {
            operand.report().fields().decode(into, PciConfigValue.HEAD_BYTES);
        }
    }

    /** Returns the section contents, which a comparison always requests. */
    private static SectionContents contents(DiffOperand operand) {
        return Objects.requireNonNull(operand.report().sectionContents());
    }

    private static SeekableContent content(DiffOperand operand, SectionOccurrence section) {
        return new SeekableContent(
                () -> contents(operand).open(section.key(), section.index()).bytes());
    }

    private ByteDifference compareBytes(SectionOccurrence section) throws IOException {
        return ByteDifference.between(content(a, section), content(b, section));
    }

    private void compare(SectionOccurrence section, VmStateFieldStore fieldsA, VmStateFieldStore fieldsB)
            throws IOException {
        long before = differences.foundCount();
        ByteRangeComparison contents = new ByteRangeComparison(
                DifferenceArea.FIELDS, section.key(), content(a, section), content(b, section), differences);
        if (fieldsA.contains(section) && fieldsB.contains(section)) {
            KeyedListComparison lists = new KeyedListComparison(
                    section.key(),
                    KeyedLists.find(fieldsA.cursor(section), fieldsB.cursor(section)),
                    refusals,
                    differences);
            lists.compare();
            new ListAlignment<>(fieldsA.cursor(section), fieldsB.cursor(section), VmStateFieldValue::path)
                    .forEach((fieldA, fieldB) -> {
                        if (lists.contains(Objects.requireNonNull(fieldA == null ? fieldB : fieldA))) {
                            contents.markCompared(end(fieldA), end(fieldB));
                        } else {
                            compare(section.key(), fieldA, fieldB, fieldsA.payloadOffset(section), contents);
                        }
                    });
            contents.compareRest(IgnoreRules.ofSection(section.key()));
        }
        if (differences.foundCount() == before) {
            contents.compareAll(IgnoreRules.ofSection(section.key()));
        }
    }

    private void compare(
            SectionKey section,
            @Nullable VmStateFieldValue fieldA,
            @Nullable VmStateFieldValue fieldB,
            long payloadA,
            ByteRangeComparison contents)
            throws IOException {
        VmStateFieldValue known = Objects.requireNonNull(fieldA == null ? fieldB : fieldA);
        @Nullable
        IgnoreCategory category = IgnoreRules.ofField(section, known.vmsdName(), known.fieldName(), known.type());
        if (fieldA == null || fieldB == null) {
            contents.markCompared(end(fieldA), end(fieldB));
            differences.add(Difference.of(
                            DifferenceArea.FIELDS,
                            section,
                            known.path(),
                            fieldA == null ? null : fieldA.text(),
                            fieldB == null ? null : fieldB.text())
                    .withIgnoreCategory(category));
            return;
        }
        contents.compareGap(fieldA.offset(), fieldB.offset(), IgnoreRules.ofSection(section));
        SortedMap<Integer, String> timeRegisters = IgnoreRules.rtcTimeRegisters(known.vmsdName(), known.fieldName());
        if (!timeRegisters.isEmpty() && fieldA.length() == fieldB.length()) {
            compareRtcRegisters(timeRegisters, fieldA, fieldB, contents);
        } else if (fieldA.complete() && fieldB.complete()) {
            if (!fieldA.text().equals(fieldB.text())) {
                differences.add(
                        Difference.of(DifferenceArea.FIELDS, section, known.path(), fieldA.text(), fieldB.text())
                                .withIgnoreCategory(category)
                                .withDecidesLoad(refusals.decidesField(section, known.path())));
            }
        } else {
            long done = comparePciConfig(section, fieldA, fieldB, payloadA, contents);
            if (done < fieldA.length() || done < fieldB.length()) {
                contents.compareRange(
                        known.path(),
                        fieldA.offset() + done,
                        fieldA.length() - done,
                        fieldB.offset() + done,
                        fieldB.length() - done,
                        category);
            }
        }
        contents.markCompared(end(fieldA), end(fieldB));
    }

    private static long end(@Nullable VmStateFieldValue field) {
        return field == null ? -1 : field.offset() + field.length();
    }

    /** Compares the time registers of the RTC by name, and the bytes between these registers. */
    private static void compareRtcRegisters(
            SortedMap<Integer, String> timeRegisters,
            VmStateFieldValue fieldA,
            VmStateFieldValue fieldB,
            ByteRangeComparison contents)
            throws IOException {
        long done = 0;
        for (Map.Entry<Integer, String> register : timeRegisters.entrySet()) {
            int at = register.getKey();
            compareBetweenRegisters(done, at, fieldA, fieldB, contents);
            if (at < fieldA.length()) {
                String name = "%s: 0x%02x %s".formatted(fieldA.path(), at, register.getValue());
                contents.compareRange(name, fieldA.offset() + at, 1, fieldB.offset() + at, 1, IgnoreCategory.TIMER);
            }
            done = at + 1L;
        }
        compareBetweenRegisters(done, fieldA.length(), fieldA, fieldB, contents);
    }

    private static void compareBetweenRegisters(
            long from, long to, VmStateFieldValue fieldA, VmStateFieldValue fieldB, ByteRangeComparison contents)
            throws IOException {
        long length = Math.min(to, fieldA.length()) - from;
        if (length > 0) {
            contents.compareRange(fieldA.path(), fieldA.offset() + from, length, fieldB.offset() + from, length, null);
        }
    }

    /**
     * Compares the configuration space in two values of an emulated device by register, and the bytes before it.
     *
     * @param payloadA offset of the payload in the first stream
     * @return the number of bytes of both values that were compared; 0 if both do not have a space of the same size
     */
    private long comparePciConfig(
            SectionKey section,
            VmStateFieldValue fieldA,
            VmStateFieldValue fieldB,
            long payloadA,
            ByteRangeComparison contents)
            throws IOException {
        int start = fieldA.configOffset();
        int size = fieldA.configSize();
        if (start == VmStateFieldValue.NO_CONFIG || start != fieldB.configOffset() || size != fieldB.configSize()) {
            return 0;
        }
        contents.compareRange(fieldA.path(), fieldA.offset(), start, fieldB.offset(), start, null);
        ConfigSpace spaceA = new ConfigSpace(contents.readA(fieldA.offset() + start, size));
        ConfigSpace spaceB = new ConfigSpace(contents.readB(fieldB.offset() + start, size));
        for (ConfigDifferences.Difference register : ConfigDifferences.between(spaceA, spaceB)) {
            long offset = payloadA + fieldA.offset() + start + register.offset();
            differences.add(Difference.of(
                            DifferenceArea.FIELDS,
                            section,
                            "%s: 0x%02x %s".formatted(fieldA.path(), register.offset(), register.name()),
                            register.first(),
                            register.second())
                    .withDecidesLoad(refusals.decidesRegister(section, offset)));
        }
        return (long) start + size;
    }
}
