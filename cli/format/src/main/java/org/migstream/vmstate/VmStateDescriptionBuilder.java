// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * Builds one VMStateDescription while its JSON is read. The length includes all fields and subsections; the builder
 * keeps only as many of them as the budget allows.
 */
final class VmStateDescriptionBuilder {
    /** Size of a subsection header without the name: type byte, length byte, be32 version. */
    private static final int SUBSECTION_HEADER_SIZE = 6;

    private final DescriptionBudget budget;
    private String name = "";
    private long version;
    private long length;
    private @Nullable VmStateField lastField;
    private final List<VmStateField> fields = new ArrayList<>();
    private final List<VmStateDescription> subsections = new ArrayList<>();

    VmStateDescriptionBuilder(DescriptionBudget budget) {
        this.budget = budget;
    }

    void setName(String vmsdName) {
        name = vmsdName;
    }

    void setVersion(long versionId) {
        version = versionId;
    }

    /**
     * Adds a field and determines its index in its array. QEMU leaves out the index of the last element, and of the last
     * element before a run of null pointers ({@code vmsd_desc_field_start}); QEMU 11.1 and later leave it out always. Two
     * consecutive entries with one name can only be elements of one array, or a pointer marker and its element, which
     * {@link PointerArray} joins.
     */
    void addField(VmStateField field) {
        length = Math.addExact(length, field.totalSize());
        VmStateField numbered = field;
        VmStateField previous = lastField;
        if (previous != null && previous.name().equals(field.name())) {
            if (!previous.isArrayPart()) {
                previous = previous.withFirstIndex(0);
                replaceLastField(previous);
            }
            if (field.firstIndex() <= 0) {
                numbered = field.withFirstIndex(Math.addExact(previous.firstIndex(), previous.count()));
            }
        }
        lastField = numbered;
        if (budget.tryReserve(field.name().length() + field.type().length())) {
            fields.add(numbered);
        }
    }

    private void replaceLastField(VmStateField replacement) {
        if (!budget.isExhausted()) {
            fields.set(fields.size() - 1, replacement);
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
