// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.vmstate.ArmRegisterId;

/**
 * The system registers of an ARM CPU: an array of their ids in strictly ascending order, followed by an array of as many
 * values ({@code vmstate_arm_cpu} in QEMU's target/arm/machine.c). They are compared by id: if one CPU has an additional
 * register, all later ids and values are at other positions. No other structure of QEMU has such a list.
 */
final class KeyedLists {
    /** Maximum number of keys in one list; an ARM CPU has some hundred registers. */
    private static final int MAX_KEYS = 1 << 14;

    private static final Pattern ELEMENT = Pattern.compile("(.*)\\[(\\d+)]", Pattern.DOTALL);
    private static final String NAME = "cpreg_vmstate";

    private KeyedLists() {}

    /**
     * One list.
     *
     * @param keysPath path of the array of keys, without an index
     * @param valuesPath path of the array of values, without an index
     * @param entries the values by key; in unsigned order of the keys
     */
    record KeyedList(String keysPath, String valuesPath, Map<Long, VmStateFieldValue> entries) {
        String name() {
            return NAME;
        }

        private boolean isOfRegisters() {
            return keysPath.equals(ArmRegisterId.KEYS) && valuesPath.equals(ArmRegisterId.VALUES);
        }
    }

    /** A pair of lists of the two inputs. */
    record Pair(KeyedList a, KeyedList b) {}

    /** Finds the lists that both inputs have. */
    static List<Pair> find(SpillList.Cursor<VmStateFieldValue> a, SpillList.Cursor<VmStateFieldValue> b)
            throws IOException {
        Map<String, KeyedList> listsA = candidates(a);
        Map<String, KeyedList> listsB = candidates(b);
        List<Pair> pairs = new ArrayList<>();
        listsA.forEach((path, list) -> {
            KeyedList other = listsB.get(path);
            if (other != null && list.isOfRegisters() && other.isOfRegisters()) {
                pairs.add(new Pair(list, other));
            }
        });
        return pairs;
    }

    /** Returns the path of the array of an element; null if the value is not an element of an array. */
    static @Nullable String arrayPath(VmStateFieldValue value) {
        Matcher element = ELEMENT.matcher(value.path());
        return element.matches() ? element.group(1) : null;
    }

    private static Map<String, KeyedList> candidates(SpillList.Cursor<VmStateFieldValue> fields) throws IOException {
        Map<String, KeyedList> found = new LinkedHashMap<>();
        Array previous = new Array("");
        Array current = new Array("");
        int keptKeys = 0;
        for (VmStateFieldValue value; (value = fields.next()) != null; ) {
            String path = arrayPath(value);
            if (path == null || !path.equals(current.path)) {
                keptKeys += addIfKeyed(previous, current, found);
                previous = current;
                current = new Array(path == null ? "" : path);
            }
            if (path != null && keptKeys + previous.values.size() + current.values.size() < MAX_KEYS) {
                current.add(value);
            } else {
                current.isWhole = false;
            }
        }
        addIfKeyed(previous, current, found);
        return found;
    }

    private static int addIfKeyed(Array keys, Array values, Map<String, KeyedList> found) {
        if (!keys.isAscending
                || !keys.isWhole
                || !values.isWhole
                || keys.values.isEmpty()
                || keys.values.size() != values.values.size()) {
            return 0;
        }
        Map<Long, VmStateFieldValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < keys.values.size(); i++) {
            entries.put(number(keys.values.get(i)).orElseThrow(), values.values.get(i));
        }
        found.put(keys.path, new KeyedList(keys.path, values.path, entries));
        return entries.size();
    }

    /** Returns an unsigned number; empty for a value of another type. */
    private static OptionalLong number(VmStateFieldValue value) {
        return value.type().startsWith("uint") ? hexNumber(value.text()) : OptionalLong.empty();
    }

    /** Returns the number at the start of the text of an integer; empty for other texts. */
    static OptionalLong hexNumber(String text) {
        int end = text.indexOf(' ');
        return text.startsWith("0x") && end > 2
                ? OptionalLong.of(Long.parseUnsignedLong(text.substring(2, end), 16))
                : OptionalLong.empty();
    }

    /** The elements of one array. */
    private static final class Array {
        private final String path;
        private final List<VmStateFieldValue> values = new ArrayList<>();
        private boolean isAscending = true;
        private boolean isWhole = true;
        private long last;

        Array(String path) {
            this.path = path;
        }

        void add(VmStateFieldValue value) {
            OptionalLong number = number(value);
            isAscending &=
                    number.isPresent() && (values.isEmpty() || Long.compareUnsigned(number.getAsLong(), last) > 0);
            last = number.orElse(0);
            values.add(value);
        }
    }
}
