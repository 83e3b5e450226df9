// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.inspect.report.StreamReport.SectionContents;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.RegisterByteChange;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Finds a byte of a PCI configuration space in a stream. VFIO devices save theirs in a record of their own; the
 * vmdescription shows where other devices save theirs (the field type {@code pci config} of hw/pci/pci.c).
 */
final class ConfigSpaceLookup {
    private static final String FIELD_TYPE = "pci config";
    private static final String SLOT_STATUS = "Express Slot Status";
    private static final int PRESENCE_DETECT_STATE = 0x40;
    private static final int MAX_DEVICES = 1 << 10;

    private final StreamReport report;
    private final List<SavedSpace> spaces = new ArrayList<>();

    /**
     * A configuration space in the stream.
     *
     * @param key the section; null for raw device data
     * @param offset of the first byte in the stream
     * @param space the bytes
     * @param configuration the decoded bytes; null if they were not decoded
     */
    private record SavedSpace(
            @Nullable SectionKey key,
            long offset,
            ConfigSpace space,
            @Nullable PciConfiguration configuration) {}

    /** The place of a configuration space that the vmdescription shows. */
    private record FieldPlace(SectionKey key, int occurrence, long offset, int length) {}

    private ConfigSpaceLookup(StreamReport report) {
        this.report = report;
    }

    /** Adds the register that the message names, or why it is not in the stream. */
    static void find(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        ConfigSpaceLookup lookup = new ConfigSpaceLookup(report);
        lookup.addVfioDevices();
        lookup.addDescribedDevices();
        lookup.find(match, evidence);
    }

    private void addVfioDevices() {
        for (DeviceReport device : report.devices()) {
            VfioConfig config = device.device().config();
            if (config != null && config.configSpace() != null) {
                spaces.add(new SavedSpace(
                        device.device().key(),
                        config.configSpaceOffset(),
                        config.configSpace(),
                        config.pciConfiguration()));
            }
        }
    }

    private void addDescribedDevices() throws IOException {
        SectionContents contents = report.sectionContents();
        if (report.fields() == null || contents == null) {
            return;
        }
        FieldFinder finder = new FieldFinder();
        report.fields().decode(finder);
        for (FieldPlace place : finder.places) {
            try (SectionPayloadSource.Payload payload = contents.open(place.key(), place.occurrence())) {
                payload.bytes().skipNBytes(place.offset() - payload.offset());
                byte[] bytes = payload.bytes().readNBytes(place.length());
                if (bytes.length == place.length()) {
                    spaces.add(new SavedSpace(place.key(), place.offset(), new ConfigSpace(bytes), null));
                }
            }
        }
    }

    private void find(MessageMatch match, StreamEvidence evidence) {
        int register = (int) match.hex("register").orElse(-1);
        int value = (int) match.hex("read").orElse(-1);
        int target = (int) match.hex("device").orElse(0);
        List<SavedSpace> named = spaces.stream()
                .filter(space -> space.key() != null && evidence.names(space.key()))
                .toList();
        List<SavedSpace> candidates = named.isEmpty() && !evidence.namesDeviceWithConfigSpace() ? spaces : named;
        List<SavedSpace> found = candidates.stream()
                .filter(space ->
                        space.space().contains(register, 1) && space.space().u8(register) == value)
                .limit(StreamEvidence.MAX_FINDINGS)
                .toList();
        found.forEach(space -> addRegister(space, register, target, evidence));
        if (found.isEmpty()) {
            addNotFound(named, register, value, evidence);
        }
    }

    private void addNotFound(List<SavedSpace> named, int register, int value, StreamEvidence evidence) {
        String other = "the message is about another stream, or the stream that QEMU loaded was truncated";
        for (SavedSpace space : named) {
            if (space.space().contains(register, 1)) {
                evidence.addText("%s has 0x%02x at 0x%02x of its configuration space in this stream, not 0x%02x: %s"
                        .formatted(
                                Objects.requireNonNull(space.key()).idstr(),
                                space.space().u8(register),
                                register,
                                value,
                                other));
                return;
            }
        }
        if (report.fields() == null) {
            evidence.addSearchResult(
                    "has no vmdescription that can be read, which shows where emulated devices save their"
                            + " configuration spaces; no VFIO device in it has this value there",
                    "");
            return;
        }
        evidence.addSearchResult(
                "has no device with 0x%02x at 0x%02x in a readable configuration space".formatted(value, register),
                other);
    }

    private static void addRegister(SavedSpace saved, int offset, int targetValue, StreamEvidence evidence) {
        ConfigSpace space = saved.space();
        RegisterByteChange register = RegisterByteChange.of(space, offset, targetValue);
        evidence.addAtOffset(
                saved.key(),
                saved.offset() + offset,
                "0x%02x %s: stream %s, target %s"
                        .formatted(register.offset(), register.name(), register.saved(), register.other()));
        if (register.name().equals(SLOT_STATUS) && ((space.u8(offset) ^ targetValue) & PRESENCE_DETECT_STATE) != 0) {
            evidence.addForSection(
                    saved.key(), "bit 6 differs, Presence Detect State: a device is plugged in at one side only");
        }
        PciConfiguration configuration = saved.configuration();
        if (configuration == null) {
            return;
        }
        if (register.name().endsWith("Pointer")) {
            addPointedCapability(saved.key(), configuration, space.u8(offset), targetValue, evidence);
        }
        String capabilities = configuration.describeCapabilities();
        if (!capabilities.isEmpty()) {
            evidence.addForSection(saved.key(), "the capabilities of the device in the stream: " + capabilities);
        }
    }

    private static void addPointedCapability(
            @Nullable SectionKey key, PciConfiguration configuration, int saved, int target, StreamEvidence evidence) {
        for (Capability capability : configuration.capabilities()) {
            if (capability.offset() == saved && capability.name() != null) {
                evidence.addForSection(
                        key,
                        "in the stream this pointer leads to the capability %s; at the target %s"
                                .formatted(
                                        capability.name(),
                                        target == 0
                                                ? "the list of capabilities ends here"
                                                : "it leads to a capability at 0x%02x".formatted(target)));
            }
        }
    }

    /** Collects the places of configuration spaces. */
    private static final class FieldFinder implements VmStateSink {
        private final List<FieldPlace> places = new ArrayList<>();
        private final Map<SectionKey, Integer> occurrences = new HashMap<>();
        private @Nullable SectionKey key;

        @Override
        public void beginDevice(DescribedSection section, long offset) {
            key = section.key();
            occurrences.merge(section.key(), 1, Integer::sum);
        }

        @Override
        public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
            boolean isSpace = field.type().equals(FIELD_TYPE)
                    && (value.length() == ConfigSpace.CONVENTIONAL_SIZE || value.length() == ConfigSpace.EXPRESS_SIZE);
            if (key != null && isSpace && places.size() < MAX_DEVICES) {
                places.add(new FieldPlace(key, occurrences.getOrDefault(key, 1) - 1, offset, (int) value.length()));
            }
        }
    }
}
