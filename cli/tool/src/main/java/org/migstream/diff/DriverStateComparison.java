// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.FieldDetail;
import org.migstream.plugin.StateField;
import org.migstream.spi.Facts;
import org.migstream.stream.SectionKey;

/**
 * Compares the state data of VFIO devices. It compares bytes first. If they differ and the same plugin decodes both
 * states, it compares the fields. Otherwise it reports the digests and the first differing byte.
 */
final class DriverStateComparison {
    private static final DifferenceArea AREA = DifferenceArea.STATE;
    /** Maximum number of remembered value pairs of differing fields. A fact with such a pair only repeats a field. */
    private static final int MAX_PAIRS = 1 << 10;

    private final DifferenceCollector differences;
    private final Set<String> reportedPairs = new HashSet<>();

    DriverStateComparison(DifferenceCollector differences) {
        this.differences = differences;
    }

    void compare(DeviceReport a, DeviceReport b) throws IOException {
        @Nullable SectionKey key = a.device().key();
        if (a.device().deviceData().isLost() || b.device().deviceData().isLost()) {
            differences.addNotCompared((key == null ? "device data" : key.idstr())
                    + ": its state came from a pipe or a compressed file and exceeds the limit of --keep: decompress it to a"
                    + " file, or raise --keep");
            return;
        }
        ByteDifference bytes = ByteDifference.between(content(a.device()), content(b.device()));
        if (bytes.isEmpty() || bytes.isLengthOnly() && !differences.areBothComplete()) {
            return;
        }
        long before = differences.foundCount();
        DecodedState stateA = a.state();
        DecodedState stateB = b.state();
        if (stateA != null && stateB != null) {
            differences.compare(AREA, key, "decoder", stateA.decoder(), stateB.decoder(), null);
            if (stateA.decoder().equals(stateB.decoder())) {
                compareFields(contents(key, a.device(), b.device()), key, stateA, stateB);
                compareFacts(key, stateA.facts(), stateB.facts());
            }
        }
        if (differences.foundCount() == before) {
            compareOpaque(key, a.device(), b.device(), bytes);
        }
    }

    private static SeekableContent content(SavedDevice device) {
        return new SeekableContent(device.deviceData()::open);
    }

    private void compareOpaque(@Nullable SectionKey key, SavedDevice a, SavedDevice b, ByteDifference bytes)
            throws IOException {
        contents(key, a, b).compareOpaque("bytes", 0, bytes.lengthA(), 0, bytes.lengthB(), null);
    }

    private ByteRangeComparison contents(@Nullable SectionKey key, SavedDevice a, SavedDevice b) {
        return new ByteRangeComparison(AREA, key, content(a), content(b), differences);
    }

    private void compareFields(
            ByteRangeComparison contents, @Nullable SectionKey key, DecodedState stateA, DecodedState stateB)
            throws IOException {
        reportedPairs.clear();
        ValidFields fieldsA = ValidFields.of(stateA);
        ValidFields fieldsB = ValidFields.of(stateB);
        contents.markCompared(fieldsA.start(), fieldsB.start());
        new ListAlignment<>(fieldsA.cursor(), fieldsB.cursor(), StateField::path)
                .forEach((fieldA, fieldB) -> compare(key, fieldA, fieldB, contents));
        contents.compareRest(null);
    }

    private void compare(
            @Nullable SectionKey key,
            @Nullable StateField fieldA,
            @Nullable StateField fieldB,
            ByteRangeComparison contents)
            throws IOException {
        if (fieldA == null || fieldB == null) {
            StateField only = Objects.requireNonNull(fieldA == null ? fieldB : fieldA);
            contents.markCompared(end(fieldA), end(fieldB));
            differences.add(new Difference(
                    AREA,
                    key,
                    only.path(),
                    fieldA == null ? null : text(fieldA),
                    fieldB == null ? null : text(fieldB),
                    only.quantity().orElse(null),
                    categoryOf(only)));
            return;
        }
        contents.compareGap(fieldA.offset(), fieldB.offset(), null);
        FieldDetail.Elements elements = NumberArrayComparison.commonForm(fieldA, fieldB);
        if (elements != null) {
            new NumberArrayComparison(key, contents, differences).compare(fieldA, fieldB, elements);
        } else if (!fieldA.text().equals(fieldB.text()) || fieldA.kind() != fieldB.kind()) {
            if (reportedPairs.size() < MAX_PAIRS) {
                reportedPairs.add(pairKey(fieldA.text(), fieldB.text()));
            }
            differences.add(new Difference(
                    AREA,
                    key,
                    fieldA.path(),
                    text(fieldA),
                    text(fieldB),
                    quantities(fieldA, fieldB),
                    categoryOf(fieldA)));
        } else if (fieldA.kind() == StateField.Kind.OPAQUE) {
            contents.compareOpaque(
                    fieldA.path(), fieldA.offset(), fieldA.length(), fieldB.offset(), fieldB.length(), null);
        } else if (fieldA.kind() != StateField.Kind.NUMBER && fieldA.kind() != StateField.Kind.SIGNED) {
            // The text may show only the start of a long value, so bytes decide.
            contents.compareRange(
                    fieldA.path(),
                    fieldA.offset(),
                    fieldA.length(),
                    fieldB.offset(),
                    fieldB.length(),
                    categoryOf(fieldA));
        }
        contents.markCompared(end(fieldA), end(fieldB));
    }

    private static long end(@Nullable StateField entry) {
        return entry == null ? -1 : entry.offset() + entry.length();
    }

    private static @Nullable IgnoreCategory categoryOf(StateField entry) {
        return entry.kind() == StateField.Kind.FILLER ? IgnoreCategory.FILLER : null;
    }

    private static String text(StateField entry) {
        String text = textWithoutSymbol(entry);
        return entry.symbol().map(symbol -> text + " (" + symbol + ")").orElse(text);
    }

    private static String textWithoutSymbol(StateField entry) {
        if (entry.detail() instanceof FieldDetail.Elements elements) {
            return elements.count() + " numbers";
        }
        return entry.kind() == StateField.Kind.OPAQUE || entry.kind() == StateField.Kind.FILLER
                ? entry.length() + " bytes"
                : entry.text();
    }

    /**
     * Returns the unit of two numbers, or both scaled numbers with their units; null if they have none or look the same.
     * The values themselves stay plain, for scripts.
     */
    private static @Nullable String quantities(StateField a, StateField b) {
        String quantityA = a.quantity().orElse("");
        String quantityB = b.quantity().orElse("");
        if (quantityA.isEmpty() || quantityB.isEmpty() || quantityA.equals(quantityB)) {
            return null;
        }
        String unit = " " + quantityB.substring(quantityB.indexOf(' ') + 1);
        return quantityA.equals(a.text() + unit) && quantityB.equals(b.text() + unit)
                ? unit.substring(1)
                : quantityA + " -> " + quantityB;
    }

    private static String pairKey(@Nullable String a, @Nullable String b) {
        return a + '\0' + b;
    }

    /**
     * Compares the facts that decide whether a state fits a target. Most facts repeat a field under another name; such
     * a fact is not reported again.
     */
    private void compareFacts(@Nullable SectionKey key, Facts a, Facts b) throws IOException {
        Set<String> keys = new TreeSet<>(a.all().keySet());
        keys.addAll(b.all().keySet());
        Map<String, String> factsA = a.all();
        Map<String, String> factsB = b.all();
        for (String fact : keys) {
            if (!reportedPairs.contains(pairKey(factsA.get(fact), factsB.get(fact)))) {
                differences.compare(AREA, key, "fact " + fact, factsA.get(fact), factsB.get(fact), null);
            }
        }
    }

    /**
     * The valid fields of a state: the fields after the last RESTART, which invalidates all earlier fields.
     *
     * @param cursor reads the fields
     * @param start offset of the first field in the state, in bytes
     */
    private record ValidFields(SpillList.Cursor<StateField> cursor, long start) {
        static ValidFields of(DecodedState state) throws IOException {
            long[] seen = {0, 0, 0}; // number of fields; number of fields up to the last RESTART; its offset
            state.fields().forEach(entry -> {
                seen[0]++;
                if (entry.kind() == StateField.Kind.RESTART) {
                    seen[1] = seen[0];
                    seen[2] = entry.offset();
                }
            });
            SpillList.Cursor<StateField> cursor = state.fields().cursor();
            for (long passed = 0; passed < seen[1]; passed++) {
                cursor.next();
            }
            return new ValidFields(cursor, seen[2]);
        }
    }
}
