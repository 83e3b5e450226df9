// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.spi.Finding;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/** Collects decoded values in wire order, by device ({@code idstr/instance}) and path, and the findings. */
public final class DecodedDeviceCollector implements VmStateSink {
    private final Map<String, Map<String, VmStateValue>> devices = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Long> unread = new LinkedHashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private String device;

    /** Returns the values of one device; fails if the device was not decoded. */
    public Map<String, VmStateValue> deviceValues(String key) {
        if (!devices.containsKey(key)) {
            throw new AssertionError("device " + key + " was not decoded, only " + devices.keySet());
        }
        return devices.get(key);
    }

    public Map<String, Map<String, VmStateValue>> devices() {
        return devices;
    }

    public List<Finding> findings() {
        return findings;
    }

    /** Returns the number of unread bytes of each device that has some. */
    public Map<String, Long> unreadByteCounts() {
        return unread;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) {
        device = section.key().idstr() + "/" + section.key().instanceId();
        devices.put(device, new LinkedHashMap<>());
        path.push("");
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        path.push(path.peek() + field.elementLabel(index) + ".");
    }

    @Override
    public void endStruct() {
        path.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        path.push(path.peek() + description.name() + ".");
    }

    @Override
    public void endSubsection() {
        path.pop();
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
        devices.get(device).put(path.peek() + field.elementLabel(index), value);
    }

    @Override
    public void acceptFinding(Finding finding) {
        findings.add(finding);
    }

    @Override
    public void endDevice(long unreadBytes) {
        path.pop();
        if (!path.isEmpty()) {
            throw new AssertionError("structures without an end: " + path);
        }
        if (unreadBytes > 0) {
            unread.put(device, unreadBytes);
        }
    }
}
