// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.ArmRegisterId;

/** The system registers of ARM CPUs: an array of ids, then an array of values in the same order. */
final class ArmCpuRegisters {
    private static final int MAX_REGISTERS = 1 << 16;

    private final Map<SectionKey, NavigableMap<Long, Long>> registers = new LinkedHashMap<>();
    private final Map<SectionKey, List<Long>> ids = new HashMap<>();
    private int count;
    private boolean complete = true;

    /**
     * Adds an element of one of these arrays.
     *
     * @param field name of the array
     * @return false if it is another array
     */
    boolean add(SectionKey cpu, String field, long index, long number) {
        if (field.equals(ArmRegisterId.KEYS)) {
            addId(cpu, number);
            return true;
        }
        if (field.equals(ArmRegisterId.VALUES)) {
            List<Long> known = ids.getOrDefault(cpu, List.of());
            if (index >= 0 && index < known.size()) {
                registers.computeIfAbsent(cpu, key -> empty()).put(known.get((int) index), number);
            }
            return true;
        }
        return false;
    }

    private void addId(SectionKey cpu, long id) {
        if (count++ < MAX_REGISTERS) {
            ids.computeIfAbsent(cpu, key -> new ArrayList<>()).add(id);
            registers.computeIfAbsent(cpu, key -> empty()).put(id, 0L);
        } else {
            complete = false;
        }
    }

    private static NavigableMap<Long, Long> empty() {
        return new TreeMap<>(Long::compareUnsigned);
    }

    /** Returns the values of each CPU by the ids. */
    Map<SectionKey, NavigableMap<Long, Long>> registers() {
        return registers;
    }

    /** Returns whether no register was left out because of their number. */
    boolean complete() {
        return complete;
    }
}
