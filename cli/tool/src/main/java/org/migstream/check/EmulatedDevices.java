// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.check.FieldChecks.Check;
import org.migstream.check.FieldLengths.Rule;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PathSink;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VirtioValue;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * The values of the described sections that QEMU compares with its own when it loads them: configuration spaces, and
 * fields whose type or whose device demands an equal or a greater value. The versions of structures and subsections are also kept. The
 * number of values is limited, because a damaged vmdescription can have any number.
 */
final class EmulatedDevices extends PathSink {
    private static final int MAX_CONFIGS = 1 << 10;
    private static final int MAX_UNREAD_VIRTIO = 1 << 6;
    private static final int MAX_VALUES = 1 << 14;

    private final Map<SectionKey, List<SavedConfig>> configs = new LinkedHashMap<>();
    private final Map<SectionKey, SavedVirtio> virtio = new LinkedHashMap<>();
    private final Map<SectionKey, VmStateValue.Bytes> unreadVirtio = new LinkedHashMap<>();
    private final Map<FieldKey, ComparedValue> values = new LinkedHashMap<>();
    private final Map<FieldKey, StructureVersion> structures = new LinkedHashMap<>();
    private final ArmCpuRegisters cpuRegisters = new ArmCpuRegisters();
    private final Map<FieldKey, FieldLength> lengths = new LinkedHashMap<>();
    private final DescribedShapes shapes = new DescribedShapes();
    private final Set<FieldKey> wanted;
    private final Set<SectionKey> described = new HashSet<>();
    private final Set<SectionKey> undecoded = new HashSet<>();
    private int configCount;
    private boolean complete = true;

    /**
     * A configuration space.
     *
     * @param offset of its first byte in the stream
     */
    record SavedConfig(long offset, ConfigSpace space) {}

    /**
     * A virtio device on a PCI or MMIO bus.
     *
     * @param offset in the stream
     */
    record SavedVirtio(long offset, VirtioValue value) {}

    /**
     * The place of a value.
     *
     * @param path the names of the enclosing structures and of the value, as in {@code inspect --fields}
     */
    record FieldKey(SectionKey section, String path) {}

    /**
     * A value that QEMU compares.
     *
     * @param offset in the stream
     * @param type QEMU's name of the type, such as {@code int32 equal}
     * @param check the comparison of the field in {@link FieldChecks}; null if there is none
     */
    record ComparedValue(
            long offset,
            String type,
            VmStateValue.Int value,
            @Nullable Check check) {
        /** Returns whether QEMU compares a value in a stream with this value of its own device because of its type. */
        boolean isComparedByType() {
            return isComparedType(type);
        }

        /** Returns whether a value in a stream may be smaller than this value of the target. */
        boolean isMaximum() {
            return type.endsWith(" le");
        }
    }

    /**
     * The version of a structure.
     *
     * @param offset of the header of a subsection; -1 for a structure, which has no header in the stream
     * @param name of its VMStateDescription
     */
    record StructureVersion(long offset, String name, long version) {
        boolean isSubsection() {
            return offset >= 0;
        }
    }

    /**
     * The length of a field.
     *
     * @param structure path of the structure that contains it, with a dot at its end; empty in no structure
     * @param length number of elements, or of bytes of a buffer
     * @param reason what decides the length at the target
     */
    record FieldLength(String structure, long length, String reason) {}

    /** @param wanted the places of other values that are read, too */
    private EmulatedDevices(Set<FieldKey> wanted) {
        this.wanted = wanted;
    }

    /**
     * Reads the values of a report; empty if the stream has no usable vmdescription or its fields were not requested.
     *
     * @param wanted the places of other values that are read, too: those that the target compares
     */
    static Optional<EmulatedDevices> of(StreamReport report, Set<FieldKey> wanted) throws IOException {
        if (report.fields() == null) {
            return Optional.empty();
        }
        EmulatedDevices devices = new EmulatedDevices(wanted);
        try {
            report.fields().decode(devices, VirtioValue.HEAD_BYTES);
        } catch (VmDescriptionException e) {
            return Optional.empty();
        }
        return Optional.of(devices);
    }

    /** Returns the configuration spaces of each section, in stream order. */
    Map<SectionKey, List<SavedConfig>> configs() {
        return configs;
    }

    /** Returns the virtio devices on PCI and MMIO buses. */
    Map<SectionKey, SavedVirtio> virtio() {
        return virtio;
    }

    /** Returns the bytes of virtio devices that cannot be read, such as those on CCW buses. */
    Map<SectionKey, VmStateValue.Bytes> unreadVirtio() {
        return unreadVirtio;
    }

    Map<FieldKey, ComparedValue> values() {
        return values;
    }

    /** Returns the system registers of each ARM CPU. */
    Map<SectionKey, NavigableMap<Long, Long>> cpuRegisters() {
        return cpuRegisters.registers();
    }

    Map<FieldKey, StructureVersion> structures() {
        return structures;
    }

    /** Returns the lengths of the fields of which the target decides the length. */
    Map<FieldKey, FieldLength> lengths() {
        return lengths;
    }

    /** Returns the shapes of sections, subsections and elements. */
    DescribedShapes shapes() {
        return shapes;
    }

    /** Returns whether a section has a structure, whose path ends with a dot. The path of the section is empty. */
    boolean hasStructure(FieldKey key) {
        return key.path().isEmpty() ? described.contains(key.section()) : structures.containsKey(key);
    }

    /** Returns whether all values of a section that QEMU compares are known. */
    boolean isDecoded(SectionKey key) {
        return complete
                && shapes.complete()
                && cpuRegisters.complete()
                && described.contains(key)
                && !undecoded.contains(key);
    }

    @Override
    public void beginDevice(DescribedSection device, long offset) throws IOException {
        super.beginDevice(device, offset);
        described.add(device.key());
        shapes.begin(new FieldKey(device.key(), ""));
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        shapes.end();
        super.endDevice(unreadBytes);
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {
        Rule rule = FieldLengths.of(structure(), field);
        if (rule == null) {
            shapes.beginStructure(field.elementLabel(index));
        } else {
            shapes.beginElement(new FieldKey(section(), path(field.name())));
            addLength(field, rule, 1);
        }
        super.beginStruct(field, index, description);
        addVersion(description, -1);
    }

    @Override
    public void endStruct() throws IOException {
        super.endStruct();
        shapes.end();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) throws IOException {
        super.beginSubsection(description, offset);
        addVersion(description, offset);
        shapes.begin(new FieldKey(section(), prefix()));
    }

    @Override
    public void endSubsection() throws IOException {
        super.endSubsection();
        shapes.end();
    }

    private void addVersion(VmStateDescription description, long offset) {
        if (structures.size() >= MAX_VALUES) {
            complete = false;
            return;
        }
        StructureVersion added = new StructureVersion(offset, description.name(), description.version());
        StructureVersion earlier = structures.putIfAbsent(new FieldKey(section(), prefix()), added);
        if (earlier != null
                && (earlier.version() != added.version() || !earlier.name().equals(added.name()))) {
            undecoded.add(section());
        }
    }

    private void addLength(VmStateField field, Rule rule, long length) {
        if (rule.decider() != FieldLengths.Decider.TARGET) {
            return;
        }
        if (lengths.size() >= MAX_VALUES) {
            complete = false;
            return;
        }
        lengths.merge(
                new FieldKey(section(), path(field.name())),
                new FieldLength(prefix(), length, rule.reason()),
                (first, next) -> new FieldLength(first.structure(), first.length() + next.length(), first.reason()));
    }

    /** A path that is too long is shortened. Its section is then not wholly known: two paths may become one. */
    @Override
    protected void shortened() {
        undecoded.add(section());
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
        PciConfigValue.find(section().idstr(), field, value).ifPresent(found -> {
            if (configCount++ < MAX_CONFIGS) {
                configs.computeIfAbsent(section(), key -> new ArrayList<>(1))
                        .add(new SavedConfig(offset + found.offset(), found.space()));
            } else {
                complete = false;
            }
        });
        Optional<VirtioValue> device = VirtioValue.find(section().idstr(), field, value);
        device.ifPresent(found -> addVirtio(offset, found));
        if (device.isEmpty() && field.type().equals(VirtioValue.TYPE) && value instanceof VmStateValue.Bytes bytes) {
            addUnreadVirtio(bytes);
        }
        addShape(field, index, value, device.isPresent());
        if (value instanceof VmStateValue.Int number) {
            addNumber(field, index, offset, number);
        } else if (value instanceof VmStateValue.Bool bool) {
            addNumber(field, index, offset, new VmStateValue.Int(bool.value() ? 1 : 0, 1, false));
        }
    }

    private void addNumber(VmStateField field, long index, long offset, VmStateValue.Int number) {
        if (cpuRegisters.add(section(), field.name(), index, number.value())) {
            return;
        }
        String label = field.elementLabel(index);
        FieldKey key = new FieldKey(section(), path(label));
        Check check = FieldChecks.of(structure(), label);
        if (!isComparedType(field.type()) && check == null && !wanted.contains(key)) {
            return;
        }
        if (values.size() < MAX_VALUES) {
            ComparedValue added = new ComparedValue(offset, field.type(), number, check);
            ComparedValue earlier = values.putIfAbsent(key, added);
            if (earlier != null
                    && (!earlier.type().equals(added.type()) || earlier.value().value() != number.value())) {
                undecoded.add(section());
            }
        } else {
            complete = false;
        }
    }

    private void addVirtio(long offset, VirtioValue device) {
        if (virtio.size() < MAX_CONFIGS) {
            virtio.putIfAbsent(section(), new SavedVirtio(offset, device));
        } else {
            complete = false;
        }
    }

    private void addUnreadVirtio(VmStateValue.Bytes bytes) {
        if (unreadVirtio.size() < MAX_UNREAD_VIRTIO) {
            unreadVirtio.putIfAbsent(section(), bytes);
        } else {
            complete = false;
        }
    }

    /** Adds a value to the shape. A virtio device that cannot be read must have an equal length. */
    private void addShape(VmStateField field, long index, VmStateValue value, boolean isReadVirtio) {
        Rule rule = FieldLengths.of(structure(), field);
        if (rule == null || field.type().equals(VirtioValue.TYPE) && !isReadVirtio) {
            shapes.addValue(field.elementLabel(index), field);
        } else if (rule.decider() == FieldLengths.Decider.TYPE) {
            shapes.addOfAnyLength(field);
        } else {
            addLength(field, rule, value instanceof VmStateValue.Bytes bytes ? bytes.length() : 1);
        }
    }

    private static boolean isComparedType(String type) {
        return type.endsWith(" equal") || type.endsWith(" le");
    }

    @Override
    public void acceptFinding(Finding finding) {
        undecoded.add(section());
    }
}
