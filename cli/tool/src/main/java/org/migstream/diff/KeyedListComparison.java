// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.diff.KeyedLists.KeyedList;
import org.migstream.stream.SectionKey;

/**
 * Compares the {@link KeyedLists} of a section: first the entries that only the first input has, then those of the
 * second, then the values that differ.
 */
final class KeyedListComparison {
    private final SectionKey section;
    private final List<KeyedLists.Pair> pairs;
    private final DifferenceCollector differences;
    private final Set<String> arrays = new HashSet<>();

    KeyedListComparison(SectionKey section, List<KeyedLists.Pair> pairs, DifferenceCollector differences) {
        this.section = section;
        this.pairs = pairs;
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
        OptionalLong last =
                b.entries().keySet().stream().mapToLong(Long::longValue).reduce((first, next) -> next);
        for (Map.Entry<Long, VmStateFieldValue> entry : a.entries().entrySet()) {
            if (!b.entries().containsKey(entry.getKey())) {
                add(a, entry.getKey(), entry.getValue(), null, isRefused(a, entry.getKey(), last));
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

    /**
     * Returns whether QEMU refuses a register that its CPU does not have: {@code cpu_post_load} in target/arm/machine.c
     * (5.2 to 10.2). It does not look at registers after the last one of its own.
     */
    private static boolean isRefused(KeyedList a, long key, OptionalLong last) {
        return isArmRegisterList(a) && last.isPresent() && Long.compareUnsigned(last.getAsLong(), key) > 0;
    }

    /**
     * Returns whether QEMU refuses a number of registers: {@code vmstate_info_int32_le} in migration/vmstate-types.c
     * accepts at most the number of its own CPU ("Invalid value 362 expecting positive value <= 304").
     */
    static boolean isRefusedCount(VmStateFieldValue a, VmStateFieldValue b) {
        return a.path().equals(ArmRegisterId.COUNT)
                && KeyedLists.hexNumber(a.text()).orElse(0)
                        > KeyedLists.hexNumber(b.text()).orElse(0);
    }

    private static boolean isArmRegisterList(KeyedList list) {
        return list.keysPath().equals(ArmRegisterId.KEYS);
    }

    private void add(
            KeyedList list, long key, @Nullable VmStateFieldValue a, @Nullable VmStateFieldValue b, boolean decidesLoad)
            throws IOException {
        String keyText = isArmRegisterList(list) ? ArmRegisterId.describe(key) : "0x" + Long.toHexString(key);
        Difference difference = Difference.of(
                DifferenceArea.FIELDS,
                section,
                list.name() + "[" + keyText + "]",
                a == null ? null : a.text(),
                b == null ? null : b.text());
        differences.add(difference.withDecidesLoad(decidesLoad));
    }
}
