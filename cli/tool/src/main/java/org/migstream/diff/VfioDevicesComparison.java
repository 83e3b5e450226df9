// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.stream.SectionKey;

/** The VFIO devices of both inputs, paired by their names; raw device data are one without a name. */
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

    /** Compares what the devices will be given. */
    void compareStates() throws IOException {
        VfioConfigComparison configurations = new VfioConfigComparison(differences);
        DriverStateComparison states = new DriverStateComparison(differences);
        for (DeviceReport here : a.report().devices()) {
            DeviceReport other = devicesOfB.get(here.device().key());
            if (other == null) {
                addMissing(here.device(), true);
            } else if (!isStateInMissingChannels(here.device(), other.device())) {
                configurations.compare(
                        here.device().key(),
                        here.device().config(),
                        other.device().config());
                states.compare(here, other);
            }
        }
        for (DeviceReport other : b.report().devices()) {
            boolean both = a.report().devices().stream()
                    .anyMatch(here ->
                            Objects.equals(here.device().key(), other.device().key()));
            if (!both) {
                addMissing(other.device(), false);
            }
        }
    }

    /** Devices that the main stream has are told by their sections. */
    private void addMissing(SavedDevice device, boolean isInA) throws IOException {
        if (!device.isInMainStream()) {
            String bytes = device.totalBytes().bytes() + " bytes";
            differences.add(
                    DifferenceArea.SECTIONS, device.key(), "VFIO device", isInA ? bytes : null, isInA ? null : bytes);
        }
    }

    /** Whether a part of a device's state went over channels that are not given. */
    private boolean isStateInMissingChannels(SavedDevice here, SavedDevice other) {
        if (here.hasUnreadMultifdData() && other.hasUnreadMultifdData()) {
            differences.addNote("states of devices that went over multifd channels, which are not given for either");
        } else if (here.hasUnreadMultifdData() || other.hasUnreadMultifdData()) {
            differences.addNotCompared(
                    here.key().idstr() + ": its state went over multifd channels, which are not given for "
                            + (here.hasUnreadMultifdData() ? a : b).inputName() + " (--channel-a, --channel-b)");
        }
        return here.hasUnreadMultifdData() || other.hasUnreadMultifdData();
    }

    /** Compares in which records, and when, the devices' states were sent. */
    void compareTransport() throws IOException {
        for (DeviceReport here : a.report().devices()) {
            DeviceReport other = devicesOfB.get(here.device().key());
            if (other != null && here.device().key() != null) {
                SectionKey key = here.device().key();
                compareRecordCounts(key, recordCounts(here.device()), recordCounts(other.device()));
                compareCount(
                        key,
                        "bytes sent while the guest ran",
                        here.device().preCopyBytes().bytes(),
                        other.device().preCopyBytes().bytes());
                compareCount(
                        key,
                        "bytes sent after it stopped",
                        here.device().stopCopyBytes().bytes(),
                        other.device().stopCopyBytes().bytes());
            }
        }
    }

    private void compareRecordCounts(SectionKey key, Map<String, long[]> here, Map<String, long[]> other)
            throws IOException {
        for (Map.Entry<String, long[]> entry : here.entrySet()) {
            compareCount(key, entry.getKey(), entry.getValue()[0], other.getOrDefault(entry.getKey(), new long[1])[0]);
        }
        for (Map.Entry<String, long[]> entry : other.entrySet()) {
            if (!here.containsKey(entry.getKey())) {
                compareCount(key, entry.getKey(), 0, entry.getValue()[0]);
            }
        }
    }

    private void compareCount(SectionKey key, String what, long here, long other) throws IOException {
        if (here != other) {
            differences.add(
                    Difference.of(DifferenceArea.TRANSPORT, key, what, Long.toString(here), Long.toString(other))
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
