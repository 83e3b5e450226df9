// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * The values of the described sections that QEMU compares with its own when it loads them: configuration spaces, and
 * fields whose type demands an equal or a greater value. The versions of structures and subsections are also kept. The
 * number of values is limited, because a damaged vmdescription can have any number.
 */
final class EmulatedDevices implements VmStateSink {
    private static final int MAX_CONFIGS = 1 << 10;
    private static final int MAX_VALUES = 1 << 14;
    private static final int MAX_REGISTERS = 1 << 16;
    /** The ids of the system registers of an ARM CPU ({@code vmstate_arm_cpu} in target/arm/machine.c). */
    private static final String CPU_REGISTERS = "cpreg_vmstate_indexes";

    private static final int MAX_PATH_LENGTH = 512;

    private final Map<SectionKey, List<SavedConfig>> configs = new LinkedHashMap<>();
    private final Map<FieldKey, ComparedValue> values = new LinkedHashMap<>();
    private final Map<FieldKey, StructureVersion> structures = new LinkedHashMap<>();
    private final Map<SectionKey, NavigableSet<Long>> cpuRegisters = new LinkedHashMap<>();
    private final DescribedShapes shapes = new DescribedShapes();
    private final Set<FieldKey> wanted;
    private final Set<SectionKey> described = new HashSet<>();
    private final Set<SectionKey> undecoded = new HashSet<>();
    private final Deque<String> paths = new ArrayDeque<>();
    private @Nullable SectionKey section;
    private int configCount;
    private int registerCount;
    private boolean complete = true;

    /**
     * A configuration space.
     *
     * @param offset of its first byte in the stream
     */
    record SavedConfig(long offset, ConfigSpace space) {}

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
     */
    record ComparedValue(long offset, String type, VmStateValue.Int value) {
        /** Returns whether QEMU compares a value in a stream with this value of its own device. */
        boolean isCompared() {
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
            report.fields().decode(devices, PciConfigValue.HEAD_BYTES);
        } catch (VmDescriptionException e) {
            return Optional.empty();
        }
        return Optional.of(devices);
    }

    /** Returns the configuration spaces of each section, in stream order. */
    Map<SectionKey, List<SavedConfig>> configs() {
        return configs;
    }

    Map<FieldKey, ComparedValue> values() {
        return values;
    }

    /** Returns the ids of the system registers of each ARM CPU. */
    Map<SectionKey, NavigableSet<Long>> cpuRegisters() {
        return cpuRegisters;
    }

    Map<FieldKey, StructureVersion> structures() {
        return structures;
    }

    /** Returns the shape of each section, whose path is empty, and of each subsection. */
    Map<FieldKey, String> shapes() {
        return shapes.all();
    }

    /** Returns whether all values of a section that QEMU compares are known. */
    boolean isDecoded(SectionKey key) {
        return complete && shapes.complete() && described.contains(key) && !undecoded.contains(key);
    }

    @Override
    public void beginDevice(DescribedSection device, long offset) {
        section = device.key();
        described.add(device.key());
        paths.clear();
        paths.push("");
        shapes.begin(new FieldKey(device.key(), ""));
    }

    @Override
    public void endDevice(long unreadBytes) {
        shapes.end();
        section = null;
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        push(field.elementLabel(index) + ".", description, -1);
        shapes.addStructure(paths.getFirst());
    }

    @Override
    public void endStruct() {
        paths.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        push("<" + description.name() + ">.", description, offset);
        shapes.begin(new FieldKey(current(), paths.getFirst()));
    }

    @Override
    public void endSubsection() {
        shapes.end();
        paths.pop();
    }

    private void push(String name, VmStateDescription description, long offset) {
        String path = limited(paths.peek() + name);
        paths.push(path);
        if (structures.size() < MAX_VALUES) {
            StructureVersion added = new StructureVersion(offset, description.name(), description.version());
            StructureVersion earlier = structures.putIfAbsent(new FieldKey(current(), path), added);
            if (earlier != null
                    && (earlier.version() != added.version() || !earlier.name().equals(added.name()))) {
                undecoded.add(current());
            }
        } else {
            complete = false;
        }
    }

    /** Shortens a path that is too long to be kept. Its section is then not wholly known: two paths may become one. */
    private String limited(String path) {
        if (path.length() <= MAX_PATH_LENGTH) {
            return path;
        }
        undecoded.add(current());
        return path.substring(0, MAX_PATH_LENGTH);
    }

    private SectionKey current() {
        if (section == null) {
            throw new IllegalStateException("a value outside of a device");
        }
        return section;
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
        PciConfigValue.find(current().idstr(), field, value).ifPresent(found -> {
            if (configCount++ < MAX_CONFIGS) {
                configs.computeIfAbsent(current(), key -> new ArrayList<>(1))
                        .add(new SavedConfig(offset + found.offset(), found.space()));
            } else {
                complete = false;
            }
        });
        String path = limited(paths.peek() + field.elementLabel(index));
        shapes.addValue(path, field);
        if (!(value instanceof VmStateValue.Int number)) {
            return;
        }
        if (field.name().equals(CPU_REGISTERS)) {
            addCpuRegister(number.value());
            return;
        }
        FieldKey key = new FieldKey(current(), path);
        if (!isComparedType(field.type()) && !wanted.contains(key)) {
            return;
        }
        if (values.size() < MAX_VALUES) {
            ComparedValue added = new ComparedValue(offset, field.type(), number);
            ComparedValue earlier = values.putIfAbsent(key, added);
            if (earlier != null
                    && (!earlier.type().equals(added.type()) || earlier.value().value() != number.value())) {
                undecoded.add(current());
            }
        } else {
            complete = false;
        }
    }

    private void addCpuRegister(long register) {
        if (registerCount++ < MAX_REGISTERS) {
            cpuRegisters
                    .computeIfAbsent(current(), key -> new TreeSet<>(Long::compareUnsigned))
                    .add(register);
        } else {
            complete = false;
        }
    }

    private static boolean isComparedType(String type) {
        return type.endsWith(" equal") || type.endsWith(" le");
    }

    @Override
    public void acceptFinding(Finding finding) {
        undecoded.add(current());
    }
}
