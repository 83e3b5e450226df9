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
import org.migstream.inspect.report.DeviceReport;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.StateField;
import org.migstream.spi.Facts;
import org.migstream.stream.SectionKey;

/**
 * What the driver of a VFIO device wrote. Bytes are compared first; where they differ and one plugin knows both, by
 * fields, else by their digests and the first byte that differs.
 */
final class DriverStateComparison {
    private static final DifferenceArea AREA = DifferenceArea.STATE;
    /** Pairs of values that are remembered, to tell a fact that is news from one that repeats a field. */
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
                    + ": more of its state came through a pipe, or packed, than is kept: unpack it to a file, or raise"
                    + " the limit with --keep");
            return;
        }
        ByteDifference bytes = ByteDifference.between(content(a.device()), content(b.device()));
        if (bytes.isEmpty() || bytes.isLengthOnly() && !differences.areBothComplete()) {
            return;
        }
        long before = differences.foundCount();
        if (a.state() != null && b.state() != null) {
            differences.compare(
                    AREA, key, "decoder", a.state().decoder(), b.state().decoder(), null);
            if (a.state().decoder().equals(b.state().decoder())) {
                compareFields(key, a, b);
                compareFacts(key, a.state().facts(), b.state().facts());
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
        new ByteRangeComparison(AREA, key, content(a), content(b), differences)
                .compareOpaque("bytes", 0, bytes.lengthA(), 0, bytes.lengthB(), null);
    }

    private void compareFields(@Nullable SectionKey key, DeviceReport a, DeviceReport b) throws IOException {
        ByteRangeComparison contents =
                new ByteRangeComparison(AREA, key, content(a.device()), content(b.device()), differences);
        reportedPairs.clear();
        ValidFields one = ValidFields.of(a.state());
        ValidFields other = ValidFields.of(b.state());
        contents.markCompared(one.start(), other.start());
        new ListAlignment<>(one.cursor(), other.cursor(), StateField::path)
                .forEach((here, there) -> compare(key, here, there, contents));
        contents.compareRest(null);
    }

    private void compare(
            @Nullable SectionKey key,
            @Nullable StateField here,
            @Nullable StateField there,
            ByteRangeComparison contents)
            throws IOException {
        if (here == null || there == null) {
            StateField only = Objects.requireNonNull(here == null ? there : here);
            contents.markCompared(end(here), end(there));
            differences.add(Difference.of(
                            AREA,
                            key,
                            only.path(),
                            here == null ? null : text(here),
                            there == null ? null : text(there))
                    .withIgnoreCategory(categoryOf(only)));
            return;
        }
        contents.compareGap(here.offset(), there.offset(), null);
        if (!here.text().equals(there.text()) || here.kind() != there.kind()) {
            if (reportedPairs.size() < MAX_PAIRS) {
                reportedPairs.add(pairKey(here.text(), there.text()));
            }
            differences.add(Difference.of(AREA, key, here.path(), text(here), text(there))
                    .withIgnoreCategory(categoryOf(here)));
        } else if (here.kind() == StateField.Kind.OPAQUE) {
            contents.compareOpaque(here.path(), here.offset(), here.length(), there.offset(), there.length(), null);
        } else if (here.kind() != StateField.Kind.NUMBER) {
            // Perhaps long: what is known of it may be the same although it is not.
            contents.compareRange(
                    here.path(), here.offset(), here.length(), there.offset(), there.length(), categoryOf(here));
        }
        contents.markCompared(end(here), end(there));
    }

    private static long end(@Nullable StateField entry) {
        return entry == null ? -1 : entry.offset() + entry.length();
    }

    private static @Nullable IgnoreCategory categoryOf(StateField entry) {
        return entry.kind() == StateField.Kind.FILLER ? IgnoreCategory.FILLER : null;
    }

    private static String text(StateField entry) {
        String text = entry.kind() == StateField.Kind.OPAQUE || entry.kind() == StateField.Kind.FILLER
                ? entry.length() + " bytes"
                : entry.text();
        return entry.symbol().map(symbol -> text + " (" + symbol + ")").orElse(text);
    }

    private static String pairKey(@Nullable String a, @Nullable String b) {
        return a + '\0' + b;
    }

    /** What the plugin holds to decide whether a state fits a target; most are fields by another name. */
    private void compareFacts(@Nullable SectionKey key, Facts a, Facts b) throws IOException {
        Set<String> keys = new TreeSet<>(a.all().keySet());
        keys.addAll(b.all().keySet());
        Map<String, String> here = a.all();
        Map<String, String> there = b.all();
        for (String fact : keys) {
            if (!reportedPairs.contains(pairKey(here.get(fact), there.get(fact)))) {
                differences.compare(AREA, key, "fact " + fact, here.get(fact), there.get(fact), null);
            }
        }
    }

    /**
     * The fields that hold in the end: those behind the last mark that makes void what was before.
     *
     * @param cursor reads them
     * @param start where they begin in the state, bytes
     */
    private record ValidFields(SpillList.Cursor<StateField> cursor, long start) {
        static ValidFields of(DecodedState state) throws IOException {
            long[] seen = {0, 0, 0};
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
