// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.TargetStreamFindingCodes.FIELDS_NOT_COMPARED;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.SavedConfig;
import org.migstream.check.EmulatedDevices.SavedVirtio;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.spi.Finding;
import org.migstream.spi.Reason;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmStateValue;

/**
 * Compares the emulated devices that both machines have, as far as QEMU compares their state with its own device:
 *
 * <pre>
 *   configuration spaces                get_pci_config_device in hw/pci/pci.c
 *   single fields                       {@link FieldComparison}
 *   the state of virtio devices         {@link VirtioComparison}
 *   system registers of an ARM CPU      {@link ArmCpuComparison}
 *   lengths, versions and layout        {@link DeviceLayoutComparison}
 * </pre>
 */
final class EmulatedDeviceComparison {
    private final SavedMachine saved;
    private final SavedMachine target;
    private final ReasonList reasons;

    EmulatedDeviceComparison(SavedMachine saved, SavedMachine target, ReasonList reasons) {
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    void compare() {
        List<Section> common = saved.sections().values().stream()
                .filter(section -> section.kind() == Section.Kind.FULL && !section.isVfio())
                .filter(section -> target.sections().containsKey(section.key()))
                .toList();
        if (common.isEmpty()) {
            return;
        }
        common.forEach(this::reportAmbiguity);
        EmulatedDevices ours = saved.devices();
        EmulatedDevices theirs = target.devices();
        if (ours == null || theirs == null) {
            reasons.addWarning(
                    FIELDS_NOT_COMPARED,
                    "the emulated devices were compared only by name and version: the "
                            + (ours == null ? "stream" : "target's stream")
                            + " has no vmdescription that can be read, which would describe their fields");
            return;
        }
        for (Section section : common) {
            compareConfigs(
                    section.key(),
                    ours.configs().getOrDefault(section.key(), List.of()),
                    theirs.configs().getOrDefault(section.key(), List.of()));
            if (!ours.isDecoded(section.key()) || !theirs.isDecoded(section.key())) {
                reasons.about(section.key())
                        .addWarning(
                                FIELDS_NOT_COMPARED,
                                section.offset(),
                                section.key().label() + ": not all of its fields could be decoded and compared");
            }
        }
        FieldComparison fields = new FieldComparison(saved, target, reasons);
        fields.compare(ours.values(), theirs.values());
        ArmCpuComparison cpus = new ArmCpuComparison(saved, reasons);
        ours.cpuRegisters()
                .forEach((key, registers) ->
                        cpus.compare(key, registers, theirs.cpuRegisters().get(key)));
        VirtioComparison virtio = new VirtioComparison(target, fields, reasons);
        ours.virtio().forEach((key, device) -> {
            SavedVirtio other = theirs.virtio().get(key);
            if (other != null) {
                virtio.compare(key, device, other);
            }
        });
        Set<SectionKey> unread = new LinkedHashSet<>(ours.unreadVirtio().keySet());
        unread.addAll(theirs.unreadVirtio().keySet());
        unread.stream()
                .filter(key ->
                        saved.sections().containsKey(key) && target.sections().containsKey(key))
                .forEach(key -> compareUnread(
                        key, ours.unreadVirtio().get(key), theirs.unreadVirtio().get(key)));
        new DeviceLayoutComparison(saved, target, ours, theirs, reasons).compare();
    }

    /**
     * Compares the bytes of a virtio device that cannot be read. QEMU compares queues, ports and properties, so other bytes
     * are unknown.
     *
     * @param ours null if the device of the stream can be read
     * @param theirs null if the device of the target can be read
     */
    private void compareUnread(SectionKey key, VmStateValue.@Nullable Bytes ours, VmStateValue.@Nullable Bytes theirs) {
        boolean isEqual = ours != null
                && ours.equals(theirs)
                && ours.length() * 2 == ours.head().length();
        if (!isEqual) {
            reasons.about(key)
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            key.label()
                                    + ": its state differs from that of the target, and at least one of the two cannot be"
                                    + " read, so its queues and properties were not compared");
        }
    }

    /** QEMU loads sections of the same key one after the other into the same device, each by its own version. */
    private void reportAmbiguity(Section section) {
        if (saved.ambiguous().contains(section.key()) || target.ambiguous().contains(section.key())) {
            reasons.about(section.key())
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            section.offset(),
                            section.key().label()
                                    + ": several sections have this name and instance, but different versions");
        }
    }

    private void compareConfigs(SectionKey key, List<SavedConfig> ours, List<SavedConfig> theirs) {
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            for (Reason reason : ConfigCompatibility.compareEmulated(
                    ours.get(i).space(), theirs.get(i).space())) {
                Finding finding = reason.finding();
                long offset = ours.get(i).offset() + finding.offset().orElse(0);
                String message = key.label() + ": " + finding.message();
                reasons.about(key)
                        .addAll(List.of(new Reason(
                                Finding.at(offset, finding.severity(), finding.code(), message),
                                reason.saved(),
                                reason.target())));
            }
        }
        if (ours.size() != theirs.size()) {
            reasons.about(key)
                    .addWarning(
                            FIELDS_NOT_COMPARED,
                            key.label() + ": only one of both streams shows the configuration space of this device");
        }
    }
}
