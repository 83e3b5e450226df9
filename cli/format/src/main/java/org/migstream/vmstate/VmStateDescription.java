// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.List;
import java.util.Objects;

/**
 * Description of one saved structure (QEMU {@code VMStateDescription}): its fields and its saved subsections.
 *
 * @param name name of the VMStateDescription
 * @param version its version id
 * @param fields in wire order
 * @param subsections in wire order; each has its own header in the payload
 * @param length bytes on the wire
 */
public record VmStateDescription(
        String name, long version, List<VmStateField> fields, List<VmStateDescription> subsections, long length) {
    /** The description that results from a JSON object without the keys of a description. */
    static final VmStateDescription EMPTY = new VmStateDescription("", 0, List.of(), List.of(), 0);

    /** Rejects null and copies the lists. */
    public VmStateDescription {
        Objects.requireNonNull(name);
        fields = List.copyOf(fields);
        subsections = List.copyOf(subsections);
    }

    /**
     * One entry of a {@code fields} list: a single value, or {@code count} consecutive elements of an array.
     *
     * @param name name of the field; QEMU writes equal names of one description as {@code name[k]}
     * @param type QEMU's name of the type, such as {@code uint32}, {@code struct}, {@code buffer}
     * @param firstIndex index of the first element; {@link #NO_INDEX} for a field that is not an array
     * @param count number of elements in this entry, at least 1
     * @param elementSize bytes of <em>one</em> element on the wire, including nested structures
     * @param structDescriptions descriptions of the content: none for plain types, one for a structure, one for each element
     *     of a list
     */
    public record VmStateField(
            String name,
            String type,
            long firstIndex,
            long count,
            long elementSize,
            List<VmStateDescription> structDescriptions) {
        /** The {@link #firstIndex} of a field that is not an array. */
        public static final long NO_INDEX = -1;

        /** Rejects null and copies the list. */
        public VmStateField {
            Objects.requireNonNull(name);
            Objects.requireNonNull(type);
            structDescriptions = List.copyOf(structDescriptions);
        }

        /** Returns whether the entry is a part of an array. */
        public boolean isArrayPart() {
            return firstIndex != NO_INDEX;
        }

        /** Returns the label of one element, such as {@code env.segs[2]}; without an index, only the name. */
        public String elementLabel(long index) {
            return index == NO_INDEX ? name : name + "[" + index + "]";
        }

        /**
         * Returns the bytes of all elements on the wire.
         *
         * @throws ArithmeticException on overflow
         */
        long totalSize() {
            return Math.multiplyExact(elementSize, count);
        }

        VmStateField withFirstIndex(long index) {
            return new VmStateField(name, type, index, count, elementSize, structDescriptions);
        }
    }
}
