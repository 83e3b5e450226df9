// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The description of one structure as it was saved (QEMU {@code VMStateDescription}): its fields and the subsections
 * that were needed, both in wire order.
 *
 * @param name of the VMStateDescription
 * @param version its version id
 * @param fields in wire order
 * @param subsections each of them stands in the payload behind a header of its own
 * @param length bytes on the wire
 */
public record VmStateDescription(
        String name, long version, List<VmStateField> fields, List<VmStateDescription> subsections, long length) {
    /** What an object without a single key of a description amounts to. */
    static final VmStateDescription EMPTY = new VmStateDescription("", 0, List.of(), List.of(), 0);

    /** A subsection's header: type byte, name length, be32 version; the name comes on top. */
    private static final int SUBSECTION_HEADER_SIZE = 6;

    /** Refuses nulls. */
    public VmStateDescription {
        Objects.requireNonNull(name);
        fields = List.copyOf(fields);
        subsections = List.copyOf(subsections);
    }

    /**
     * Collects one description while it is read. Lengths always count; fields and subsections are kept only as far as
     * the budget allows.
     */
    static final class Builder {
        private final DescriptionBudget budget;
        private String name = "";
        private long version;
        private long length;
        private VmStateField lastField;
        private final List<VmStateField> fields = new ArrayList<>();
        private final List<VmStateDescription> subsections = new ArrayList<>();

        Builder(DescriptionBudget budget) {
            this.budget = budget;
        }

        void setName(String vmsdName) {
            name = vmsdName;
        }

        void setVersion(long versionId) {
            version = versionId;
        }

        /**
         * Adds a field and settles its place in its array. QEMU leaves the index out of the last element, and of the
         * last before a run of null pointers ({@code vmsd_desc_field_start}); but two entries of one name can only be
         * elements of one array.
         */
        void addField(VmStateField field) {
            length = Math.addExact(length, field.totalSize());
            VmStateField numbered = field;
            if (lastField != null && lastField.name().equals(field.name())) {
                if (!lastField.isArrayPart()) {
                    lastField = lastField.withFirstIndex(0);
                    replaceLastField();
                }
                if (field.firstIndex() <= 0) {
                    numbered = field.withFirstIndex(Math.addExact(lastField.firstIndex(), lastField.count()));
                }
            }
            lastField = numbered;
            if (budget.tryReserve(field.name().length() + field.type().length())) {
                fields.add(numbered);
            }
        }

        private void replaceLastField() {
            if (!budget.isExhausted()) {
                fields.set(fields.size() - 1, lastField);
            }
        }

        void addSubsection(VmStateDescription subsection) {
            int nameLength = subsection.name().getBytes(StandardCharsets.UTF_8).length;
            length = Math.addExact(length, Math.addExact(SUBSECTION_HEADER_SIZE + nameLength, subsection.length()));
            if (budget.tryReserve(nameLength)) {
                subsections.add(subsection);
            }
        }

        VmStateDescription build() {
            return new VmStateDescription(name, version, fields, subsections, length);
        }
    }
}
