// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.RegisterByteChange;
import org.migstream.spi.DriverError;
import org.migstream.stream.VfioRecord;

/** The lookups in the VFIO devices of a stream: configuration spaces, records and decoded states. */
final class DeviceLookups {
    private DeviceLookups() {}

    static void findRegister(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        int offset = (int) match.hex("register").orElse(-1);
        int value = (int) match.hex("read").orElse(-1);
        boolean found = false;
        for (DeviceReport device : evidence.candidateDevices(report)) {
            VfioConfig config = device.device().config();
            ConfigSpace space = config == null ? null : config.configSpace();
            if (config != null && space != null && space.contains(offset, 1) && space.u8(offset) == value) {
                addRegister(
                        device, config, space, offset, (int) match.hex("device").orElse(0), evidence);
                found = true;
            }
        }
        if (!found) {
            evidence.addText(("no VFIO device of this stream has 0x%02x at 0x%02x of its configuration space: the"
                            + " message is about another device or another stream, or the stream that QEMU loaded was"
                            + " truncated")
                    .formatted(value, offset));
        }
    }

    private static void addRegister(
            DeviceReport device,
            VfioConfig config,
            ConfigSpace space,
            int offset,
            int targetValue,
            StreamEvidence evidence) {
        RegisterByteChange register = RegisterByteChange.of(space, offset, targetValue);
        evidence.addAtOffset(
                device.device().key(),
                config.configSpaceOffset() + offset,
                "0x%02x %s: stream %s, target %s"
                        .formatted(register.offset(), register.name(), register.saved(), register.other()));
        if (register.name().endsWith("Pointer")) {
            addPointedCapability(device, config, space.u8(offset), targetValue, evidence);
        }
        String capabilities = decoded(config).describeCapabilities();
        if (!capabilities.isEmpty()) {
            evidence.addForSection(
                    device.device().key(), "the capabilities of the device in the stream: " + capabilities);
        }
    }

    /** Returns the decoded configuration space of a configuration that has one. */
    private static PciConfiguration decoded(VfioConfig config) {
        return Objects.requireNonNull(config.pciConfiguration());
    }

    private static void addPointedCapability(
            DeviceReport device, VfioConfig config, int saved, int target, StreamEvidence evidence) {
        for (Capability capability : decoded(config).capabilities()) {
            if (capability.offset() == saved && capability.name() != null) {
                evidence.addForSection(
                        device.device().key(),
                        "in the stream this pointer leads to the capability %s; at the target %s"
                                .formatted(
                                        capability.name(),
                                        target == 0
                                                ? "the list of capabilities ends here"
                                                : "it leads to a capability at 0x%02x".formatted(target)));
            }
        }
    }

    static void findTag(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        VfioRecord.Tag tag = match.group("tag").isEmpty()
                ? VfioRecord.Tag.DEV_INIT_DATA_SENT
                : VfioRecord.Tag.of(match.hex("tag").orElse(0)).orElse(null);
        if (tag == null) {
            evidence.addText("no version of QEMU known to migstream writes this tag");
        } else {
            evidence.addText("the tag is " + tag);
            for (DeviceReport device : evidence.candidateDevices(report)) {
                addFirstRecord(device, tag, evidence);
            }
        }
        evidence.addText("the stream was written by " + report.dialect());
    }

    private static void addFirstRecord(DeviceReport device, VfioRecord.Tag tag, StreamEvidence evidence)
            throws IOException {
        AtomicReference<VfioRecordEntry> first = new AtomicReference<>();
        device.device().records().forEach(record -> {
            if (record.tag() == tag && record.channel() == null) {
                first.compareAndSet(null, record);
            }
        });
        VfioRecordEntry record = first.get();
        if (record != null) {
            evidence.addAtOffset(device.device().key(), record.offset(), "the first " + tag);
        }
    }

    static void findErrno(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        OptionalInt errno = match.errno();
        if (errno.isEmpty()) {
            return;
        }
        if (!evidence.mayConcernVfio()) {
            evidence.addText("the message is about " + evidence.namedDevices()
                    + ", which QEMU loads itself: the errno does not come from a device driver");
            return;
        }
        List<DriverError> errors = evidence.driverErrors(errno.getAsInt());
        for (DeviceReport device : evidence.candidateDevices(report)) {
            if (device.state() == null) {
                evidence.addForSection(
                        device.device().key(),
                        "no decoder recognizes the state of this device: its driver may have returned the errno");
                continue;
            }
            for (DriverError error : errors) {
                if (error.decoderName().equals(device.state().decoder())) {
                    evidence.addForSection(device.device().key(), error.toString());
                    evidence.addDecoderFindings(device);
                }
            }
        }
        if (evidence.locations().isEmpty()) {
            evidence.addText("no driver of this stream's devices is known to return this errno");
        }
    }

    static void findDecoderFindings(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        for (DeviceReport device : evidence.candidateDevices(report)) {
            if (device.state() != null) {
                evidence.addForSection(
                        device.device().key(),
                        "a state of " + device.state().decoder() + "; 'inspect' shows its fields, 'check --target'"
                                + " compares them with those of a target");
                evidence.addDecoderFindings(device);
            }
        }
    }
}
