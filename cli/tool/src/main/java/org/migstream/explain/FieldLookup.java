// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Finds the field that a message names ({@code {field}}, perhaps with {@code {part}}, its VMStateDescription) in the
 * sections that the vmdescription describes.
 */
final class FieldLookup implements VmStateSink {
    private final String field;
    private final @Nullable String part;
    private final StreamEvidence evidence;
    private final boolean onlyNamedDevices;
    private final Deque<String> structures = new ArrayDeque<>();
    private @Nullable SectionKey key;
    private @Nullable String pendingStructure;
    private boolean isPartFound;
    private int found;

    private FieldLookup(String field, @Nullable String part, boolean onlyNamedDevices, StreamEvidence evidence) {
        this.field = field;
        this.part = part;
        this.onlyNamedDevices = onlyNamedDevices;
        this.evidence = evidence;
    }

    /** Adds the values of the field, or why there are none. */
    static void find(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        Optional<String> field = match.group("field");
        if (field.isEmpty()) {
            return;
        }
        if (report.fields() == null) {
            evidence.addSearchResult("has no vmdescription that can be read, and thus no readable fields", "");
            return;
        }
        FieldLookup lookup =
                new FieldLookup(field.get(), match.group("part").orElse(null), evidence.namesSection(report), evidence);
        report.fields().decode(lookup);
        if (lookup.found == 0) {
            lookup.addNotFound();
        }
    }

    private void addNotFound() {
        if (part != null && !isPartFound) {
            evidence.addText("the values of " + part + " were not searched: no vmdescription describes " + part
                    + "; QEMU may save it inside a field of another name, such as virtio");
        } else {
            evidence.addText("the value of " + field + (part == null ? "" : " in " + part)
                    + " was not found in the fields that could be read");
        }
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        key = section.key();
        structures.clear();
        enter(section.vmsdName() == null ? "" : section.vmsdName());
    }

    @Override
    public void beginStruct(VmStateField structure, long index, VmStateDescription description) {
        if (isWanted(structure)) {
            pendingStructure = structure.elementLabel(index);
        }
        enter(description.name());
    }

    @Override
    public void endStruct() {
        structures.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        enter(description.name());
    }

    @Override
    public void endSubsection() {
        structures.pop();
    }

    @Override
    public void acceptValue(VmStateField value, long index, long offset, VmStateValue content) {
        if (pendingStructure != null) {
            add(
                    offset,
                    pendingStructure + " is a structure, which begins here in the stream; its first field is "
                            + value.elementLabel(index));
        }
        if (isWanted(value)) {
            add(offset, value.elementLabel(index) + " is " + format(content) + " in the stream");
        }
    }

    @Override
    public void endDevice(long unreadBytes) {
        pendingStructure = null;
    }

    private void enter(String structure) {
        structures.push(structure);
        isPartFound |= isNamedDevice() && structure.equals(part);
    }

    /** Returns whether the message is about a field of the innermost structure. */
    private boolean isWanted(VmStateField value) {
        return value.name().equals(field) && (part == null || part.equals(structures.peek())) && isNamedDevice();
    }

    private boolean isNamedDevice() {
        return !onlyNamedDevices || key != null && evidence.names(key);
    }

    private void add(long offset, String text) {
        pendingStructure = null;
        if (found < StreamEvidence.MAX_FINDINGS) {
            found++;
            evidence.addAtOffset(key, offset, text);
        }
    }

    private static String format(VmStateValue value) {
        if (value instanceof VmStateValue.Int number) {
            return number + " (" + number.toHexString() + ")";
        }
        if (value instanceof VmStateValue.Bool bool) {
            return String.valueOf(bool.value());
        }
        if (value instanceof VmStateValue.Text text) {
            return text.value();
        }
        if (value instanceof VmStateValue.Bytes bytes) {
            return bytes.length() + " bytes: " + bytes.head() + (bytes.isHeadComplete() ? "" : "...");
        }
        return value instanceof VmStateValue.FloatingPoint number ? String.valueOf(number.value()) : "a null pointer";
    }
}
