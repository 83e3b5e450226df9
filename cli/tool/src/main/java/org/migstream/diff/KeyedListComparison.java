// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.diff.KeyedLists.KeyedList;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.ArmRegisterId;

/**
 * Compares the {@link KeyedLists} of a section: first the entries that only the first input has, then those of the
 * second, then the values that differ.
 */
final class KeyedListComparison {
    private final SectionKey section;
    private final List<KeyedLists.Pair> pairs;
    private final LoadRefusals refusals;
    private final DifferenceCollector differences;
    private final Set<String> arrays = new HashSet<>();

    KeyedListComparison(
            SectionKey section, List<KeyedLists.Pair> pairs, LoadRefusals refusals, DifferenceCollector differences) {
        this.section = section;
        this.pairs = pairs;
        this.refusals = refusals;
        this.differences = differences;
        for (KeyedLists.Pair pair : pairs) {
            arrays.add(pair.a().keysPath());
            arrays.add(pair.a().valuesPath());
        }
    }

    /** Returns whether a value belongs to one of these lists. */
    boolean contains(VmStateFieldValue value) {
        return !arrays.isEmpty() && arrays.contains(KeyedLists.arrayPath(value));
    }

    void compare() throws IOException {
        for (KeyedLists.Pair pair : pairs) {
            compare(pair.a(), pair.b());
        }
    }

    private void compare(KeyedList a, KeyedList b) throws IOException {
        for (Map.Entry<Long, VmStateFieldValue> entry : a.entries().entrySet()) {
            if (!b.entries().containsKey(entry.getKey())) {
                add(
                        a,
                        entry.getKey(),
                        entry.getValue(),
                        null,
                        refusals.decidesCpuRegister(section, ArmRegisterId.format(entry.getKey())));
            }
        }
        for (Map.Entry<Long, VmStateFieldValue> entry : b.entries().entrySet()) {
            if (!a.entries().containsKey(entry.getKey())) {
                add(b, entry.getKey(), null, entry.getValue(), false);
            }
        }
        for (Map.Entry<Long, VmStateFieldValue> entry : a.entries().entrySet()) {
            VmStateFieldValue other = b.entries().get(entry.getKey());
            if (other != null && !other.text().equals(entry.getValue().text())) {
                add(a, entry.getKey(), entry.getValue(), other, false);
            }
        }
    }

    private void add(
            KeyedList list, long key, @Nullable VmStateFieldValue a, @Nullable VmStateFieldValue b, boolean decidesLoad)
            throws IOException {
        Difference difference = Difference.of(
                DifferenceArea.FIELDS,
                section,
                list.name() + "[" + ArmRegisterId.describe(key) + "]",
                a == null ? null : a.text(),
                b == null ? null : b.text());
        differences.add(difference.withDecidesLoad(decidesLoad));
    }
}
