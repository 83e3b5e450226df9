// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.ReadOutcome;
import org.migstream.report.UnknownDeviceException;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.SectionKey;

/** The devices of the checked stream that the user meant by the names in an option, such as {@code --target IDSTR=TARGET}. */
final class NamedDevices {
    private final Map<String, DeviceLookup> lookups = new LinkedHashMap<>();

    private NamedDevices(Collection<String> names, List<SectionKey> keys) {
        for (String name : names) {
            lookups.put(name, DeviceLookup.of(name, keys));
        }
    }

    /**
     * Finds the devices of a stream.
     *
     * @param option the option that has the names
     * @throws UnknownDeviceException if a name is ambiguous, if two names mean the same device, or if no device of a
     *     stream that was read to its end has a name
     */
    static NamedDevices of(String option, Collection<String> names, StreamReport report) throws UnknownDeviceException {
        List<SectionKey> keys = report.devices().stream()
                .map(DeviceReport::device)
                .filter(device -> device.key() != null)
                .map(device -> device.requiredKey())
                .toList();
        NamedDevices devices = new NamedDevices(names, keys);
        // Raw device data have no name, and the unread part of a damaged stream may have the device.
        boolean isWhole = report.outcome() == ReadOutcome.COMPLETE
                && keys.size() == report.devices().size();
        Set<SectionKey> found = new HashSet<>();
        for (Map.Entry<String, DeviceLookup> entry : devices.lookups.entrySet()) {
            DeviceLookup lookup = entry.getValue();
            Optional<String> problem = lookup.problem();
            if (problem.isPresent() && (isWhole || lookup.isAmbiguous())) {
                throw new UnknownDeviceException(option + " " + entry.getKey() + "=: " + problem.get());
            }
            for (SectionKey key : lookup.found()) {
                if (!found.add(key)) {
                    throw new UnknownDeviceException("two " + option + " options are for " + key.label());
                }
            }
        }
        return devices;
    }

    /** Returns whether a name is one of the option and means a device; false without a name. */
    boolean means(@Nullable String name, SectionKey device) {
        DeviceLookup lookup = lookups.get(name);
        return lookup != null && lookup.finds(device);
    }

    /** Returns the name that means a device; empty if no name of the option does. */
    Optional<String> nameOf(SectionKey device) {
        return lookups.keySet().stream().filter(name -> means(name, device)).findFirst();
    }

    /** Returns whether the stream has a device that a name of the option means. */
    boolean isFound(String name) {
        DeviceLookup lookup = lookups.get(name);
        return lookup != null && !lookup.found().isEmpty();
    }
}
