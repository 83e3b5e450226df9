// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.List;
import java.util.Objects;

/**
 * One entry of a {@code fields} list: a single value, or {@code count} consecutive elements of an array.
 *
 * @param name the field's name; QEMU tells equal names of one description apart as {@code name[k]}
 * @param type QEMU's name of the type, such as {@code uint32}, {@code struct}, {@code buffer}
 * @param firstIndex index of the first element; {@link #NO_INDEX} for a field that is no array
 * @param count how many elements the entry stands for, at least 1
 * @param elementSize bytes of <em>one</em> element on the wire, with everything nested in it
 * @param structDescriptions descriptions of the content: none for plain types, one for a structure, one for each element of a list
 */
public record VmStateField(
        String name,
        String type,
        long firstIndex,
        long count,
        long elementSize,
        List<VmStateDescription> structDescriptions) {
    /** The {@link #firstIndex} of a field that is no array. */
    public static final long NO_INDEX = -1;

    /** Refuses nulls. */
    public VmStateField {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        structDescriptions = List.copyOf(structDescriptions);
    }

    /** Whether the entry is a part of an array. */
    public boolean isArrayPart() {
        return firstIndex != NO_INDEX;
    }

    /** How people name one element: {@code env.segs[2]}, or just the name of a field that is no array. */
    public String elementLabel(long index) {
        return index == NO_INDEX ? name : name + "[" + index + "]";
    }

    /** Bytes on the wire of all elements, overflow being an {@link ArithmeticException}. */
    long totalSize() {
        return Math.multiplyExact(elementSize, count);
    }

    VmStateField withFirstIndex(long index) {
        return new VmStateField(name, type, index, count, elementSize, structDescriptions);
    }
}
