// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.RegisterByteChange;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * Finds a byte of a PCI configuration space in a stream. VFIO devices save theirs in a record of their own; the
 * vmdescription shows where other devices save theirs (see {@link PciConfigValue}).
 *
 * <p>Only the spaces with this byte are kept, so memory does not grow with the number of devices.
 */
final class ConfigSpaceLookup implements VmStateSink {
    private static final String SLOT_STATUS = "Express Slot Status";
    private static final int PRESENCE_DETECT_STATE = 0x40;
    private static final int MAX_BYTE = 0xff;

    private final int register;
    private final int value;
    private final StreamEvidence evidence;
    private final List<SavedSpace> matchingNamed = new ArrayList<>();
    private final List<SavedSpace> matchingOthers = new ArrayList<>();
    private boolean isNamedFound;
    private @Nullable SavedSpace differing;
    private @Nullable SectionKey current;

    /**
     * A configuration space in the stream.
     *
     * @param key the section; null for raw device data
     * @param offset of the first byte in the stream
     * @param space the bytes
     */
    private record SavedSpace(@Nullable SectionKey key, long offset, ConfigSpace space) {}

    private ConfigSpaceLookup(int register, int value, StreamEvidence evidence) {
        this.register = register;
        this.value = value;
        this.evidence = evidence;
    }

    /** Adds the register that the message names, or why it is not in the stream. */
    static void find(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        OptionalInt register = match.hex("register", ConfigSpace.EXPRESS_SIZE - 1);
        OptionalInt value = match.hex("read", MAX_BYTE);
        OptionalInt target = match.hex("device", MAX_BYTE);
        if (register.isEmpty() || value.isEmpty() || target.isEmpty()) {
            evidence.addText("the numbers in the message are not those of a byte of a configuration space");
            return;
        }
        ConfigSpaceLookup lookup = new ConfigSpaceLookup(register.getAsInt(), value.getAsInt(), evidence);
        lookup.addVfioDevices(report);
        if (report.fields() != null) {
            report.fields().decode(lookup, PciConfigValue.HEAD_BYTES);
        }
        lookup.addEvidence(target.getAsInt(), report);
    }

    /** Adds what the bytes in the message mean without the stream, if they belong to a register that QEMU makes itself. */
    static void addSlotDifference(MessageMatch match, StreamEvidence evidence) {
        OptionalInt register = match.hex("register", ConfigSpace.EXPRESS_SIZE - 1);
        OptionalInt value = match.hex("read", MAX_BYTE);
        OptionalInt target = match.hex("device", MAX_BYTE);
        if (register.isPresent() && value.isPresent() && target.isPresent()) {
            SlotDifference.explain(register.getAsInt(), value.getAsInt(), target.getAsInt())
                    .ifPresent(evidence::addText);
        }
    }

    private void addVfioDevices(StreamReport report) {
        for (DeviceReport device : report.devices()) {
            VfioConfig config = device.device().config();
            if (config != null && config.configSpace() != null) {
                add(new SavedSpace(device.device().key(), config.configSpaceOffset(), config.configSpace()));
            }
        }
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        current = section.key();
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue content) {
        SectionKey key = current;
        if (key != null) {
            PciConfigValue.find(key.idstr(), field, content)
                    .ifPresent(found -> add(new SavedSpace(key, offset + found.offset(), found.space())));
        }
    }

    private void add(SavedSpace saved) {
        boolean isNamed = saved.key() != null && evidence.names(saved.key());
        isNamedFound |= isNamed;
        if (!saved.space().contains(register, 1)) {
            return;
        }
        List<SavedSpace> matching = isNamed ? matchingNamed : matchingOthers;
        if (saved.space().u8(register) != value) {
            differing = isNamed && differing == null ? saved : differing;
        } else if (matching.size() < StreamEvidence.MAX_FINDINGS) {
            matching.add(saved);
        }
    }

    private void addEvidence(int target, StreamReport report) throws IOException {
        boolean onlyNamed = isNamedFound || evidence.namesDeviceWithConfigSpace();
        List<SavedSpace> found = onlyNamed ? matchingNamed : matchingOthers;
        found.forEach(space -> addRegister(space, target));
        if (found.isEmpty()) {
            addNotFound(report);
        }
    }

    private void addNotFound(StreamReport report) throws IOException {
        String other = "the message is about another stream, or the stream that QEMU loaded was truncated";
        if (differing != null && differing.key() != null) {
            evidence.addText("%s has 0x%02x at 0x%02x of its configuration space in this stream, not 0x%02x: %s"
                    .formatted(differing.key().idstr(), differing.space().u8(register), register, value, other));
        } else if (report.fields() == null) {
            evidence.addSearchResult(
                    "has no vmdescription that can be read, which shows where emulated devices save their"
                            + " configuration spaces; no VFIO device in it has this value there",
                    "");
        } else if (!isNamedFound && evidence.namesSection(report)) {
            evidence.addText("the configuration space in the section of " + evidence.namedDevices()
                    + " cannot be read: the vmdescription does not show its place");
        } else {
            evidence.addSearchResult(
                    "has no device with 0x%02x at 0x%02x in a readable configuration space".formatted(value, register),
                    other);
        }
    }

    private void addRegister(SavedSpace saved, int target) {
        ConfigSpace space = saved.space();
        RegisterByteChange change = RegisterByteChange.of(space, register, target);
        evidence.addAtOffset(
                saved.key(),
                saved.offset() + register,
                "0x%02x %s: stream %s, target %s"
                        .formatted(change.offset(), change.name(), change.saved(), change.other()));
        boolean isLowByte = register == change.offset();
        if (change.name().equals(SLOT_STATUS) && isLowByte && ((value ^ target) & PRESENCE_DETECT_STATE) != 0) {
            evidence.addForSection(
                    saved.key(), "bit 6 differs, Presence Detect State: a device is plugged in at one side only");
        }
        SlotDifference.explain(space, register, target).ifPresent(text -> evidence.addForSection(saved.key(), text));
        PciConfiguration configuration = PciConfiguration.read(space);
        if (change.name().endsWith("Pointer")) {
            addPointedCapability(saved.key(), configuration, target);
        }
        String capabilities = configuration.describeCapabilities();
        if (!capabilities.isEmpty()) {
            evidence.addForSection(saved.key(), "the capabilities of the device in the stream: " + capabilities);
        }
    }

    private void addPointedCapability(@Nullable SectionKey key, PciConfiguration configuration, int target) {
        for (Capability capability : configuration.capabilities()) {
            if (capability.offset() == value && capability.name() != null) {
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
}
