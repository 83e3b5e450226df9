// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.migstream.check.MachineRefusals;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.stream.SectionKey;

/** Compares the VFIO devices of both inputs, paired by name. Raw device data is a device without a name. */
final class VfioDevicesComparison {
    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;
    private final Map<SectionKey, DeviceReport> devicesOfB = new LinkedHashMap<>();

    VfioDevicesComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
        b.report().devices().forEach(device -> devicesOfB.put(device.device().key(), device));
    }

    /** Compares the configurations and states of the devices. */
    void compareStates() throws IOException {
        VfioConfigComparison configurations = new VfioConfigComparison(differences);
        DriverStateComparison states = new DriverStateComparison(differences);
        for (DeviceReport deviceA : a.report().devices()) {
            DeviceReport deviceB = devicesOfB.get(deviceA.device().key());
            if (deviceB == null) {
                addMissing(deviceA.device(), true);
            } else if (!isStateInMissingChannels(deviceA.device(), deviceB.device())) {
                configurations.compare(
                        deviceA.device().key(),
                        deviceA.device().config(),
                        deviceB.device().config(),
                        MachineRefusals.comparedParts(deviceA.device().key(), a.report()));
                states.compare(deviceA, deviceB);
            }
        }
        for (DeviceReport deviceB : b.report().devices()) {
            boolean inBoth = a.report().devices().stream()
                    .anyMatch(deviceA -> Objects.equals(
                            deviceA.device().key(), deviceB.device().key()));
            if (!inBoth) {
                addMissing(deviceB.device(), false);
            }
        }
    }

    /**
     * Reports a device that only one input has. A device of the main stream is already reported by its missing
     * sections.
     */
    private void addMissing(SavedDevice device, boolean isInA) throws IOException {
        if (!device.isInMainStream()) {
            String bytes = device.totalBytes().bytes() + " bytes";
            differences.add(
                    DifferenceArea.SECTIONS, device.key(), "VFIO device", isInA ? bytes : null, isInA ? null : bytes);
        }
    }

    /**
     * Returns whether a part of the state went over multifd channels that are not given. Then the state is not
     * compared, because a partial state has no meaning.
     */
    private boolean isStateInMissingChannels(SavedDevice deviceA, SavedDevice deviceB) {
        if (deviceA.hasUnreadMultifdData() && deviceB.hasUnreadMultifdData()) {
            differences.addNote(AbsentParts.STATES_ON_CHANNELS);
        } else if (deviceA.hasUnreadMultifdData() || deviceB.hasUnreadMultifdData()) {
            differences.addNotCompared(Objects.requireNonNull(deviceA.key()).idstr()
                    + ": its state went over multifd channels, which are not given for "
                    + (deviceA.hasUnreadMultifdData() ? a : b).inputName() + " (--channel-a, --channel-b)");
        }
        return deviceA.hasUnreadMultifdData() || deviceB.hasUnreadMultifdData();
    }

    /** Compares the numbers of records, and of the bytes that were sent before and after the guest stopped. */
    void compareTransport() throws IOException {
        for (DeviceReport deviceA : a.report().devices()) {
            DeviceReport deviceB = devicesOfB.get(deviceA.device().key());
            if (deviceB != null && deviceA.device().key() != null) {
                SectionKey key = deviceA.device().key();
                compareRecordCounts(key, recordCounts(deviceA.device()), recordCounts(deviceB.device()));
                compareCount(
                        key,
                        "bytes sent while the guest ran",
                        deviceA.device().preCopyBytes().bytes(),
                        deviceB.device().preCopyBytes().bytes());
                compareCount(
                        key,
                        "bytes sent after it stopped",
                        deviceA.device().stopCopyBytes().bytes(),
                        deviceB.device().stopCopyBytes().bytes());
            }
        }
    }

    private void compareRecordCounts(SectionKey key, Map<String, long[]> countsA, Map<String, long[]> countsB)
            throws IOException {
        for (Map.Entry<String, long[]> entry : countsA.entrySet()) {
            compareCount(
                    key, entry.getKey(), entry.getValue()[0], countsB.getOrDefault(entry.getKey(), new long[1])[0]);
        }
        for (Map.Entry<String, long[]> entry : countsB.entrySet()) {
            if (!countsA.containsKey(entry.getKey())) {
                compareCount(key, entry.getKey(), 0, entry.getValue()[0]);
            }
        }
    }

    private void compareCount(SectionKey key, String name, long countA, long countB) throws IOException {
        if (countA != countB) {
            differences.add(
                    Difference.of(DifferenceArea.TRANSPORT, key, name, Long.toString(countA), Long.toString(countB))
                            .withIgnoreCategory(IgnoreCategory.TRANSPORT));
        }
    }

    private static Map<String, long[]> recordCounts(SavedDevice device) throws IOException {
        Map<String, long[]> counts = new TreeMap<>();
        device.records().forEach(entry -> counts.computeIfAbsent(recordName(entry), name -> new long[1])[0]++);
        return counts;
    }

    private static String recordName(VfioRecordEntry entry) {
        return (entry.kind() == null ? "channel" : entry.kind().name()) + " records " + entry.tag();
    }
}
