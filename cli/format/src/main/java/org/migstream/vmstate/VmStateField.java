// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.List;
import java.util.Objects;

/**
 * One entry of a {@code fields} list: a single value, or {@code count} consecutive elements of an array.
 *
 * @param name the field's name; QEMU tells equal names of one description apart as {@code name[k]}
 * @param type QEMU's name of the type, such as {@code uint32}, {@code struct}, {@code buffer}
 * @param first index of the first element; {@link #SINGLE} for a field that is no array
 * @param count how many elements the entry stands for, at least 1
 * @param size bytes of <em>one</em> element on the wire, with everything nested in it
 * @param structs descriptions of the content: none for plain types, one for a structure, one for each element of a list
 */
public record VmStateField(
        String name, String type, long first, long count, long size, List<VmStateDescription> structs) {
    /** The {@link #first} of a field that is no array. */
    public static final long SINGLE = -1;

    /** Refuses nulls. */
    public VmStateField {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        structs = List.copyOf(structs);
    }

    /** Whether the entry is a part of an array. */
    public boolean array() {
        return first != SINGLE;
    }

    /** How people name one element: {@code env.segs[2]}, or just the name of a field that is no array. */
    public String label(long index) {
        return index == SINGLE ? name : name + "[" + index + "]";
    }

    /** Bytes on the wire of all elements, overflow being an {@link ArithmeticException}. */
    long length() {
        return Math.multiplyExact(size, count);
    }

    VmStateField startingAt(long index) {
        return new VmStateField(name, type, index, count, size, structs);
    }
}
