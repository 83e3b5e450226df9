// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.SectionKey;

/** The devices of the checked stream that the user meant by the names in {@code --target IDSTR=TARGET}. */
final class TargetNames {
    private final Map<String, DeviceLookup> lookups = new LinkedHashMap<>();

    private TargetNames(List<Target> targets, List<SectionKey> keys) {
        for (Target target : targets) {
            String name = target.summary().idstr();
            if (name != null) {
                lookups.put(name, DeviceLookup.of(name, keys));
            }
        }
    }

    /**
     * Finds the devices of a stream.
     *
     * @throws UnknownDeviceException if a name is ambiguous, if two names mean the same device, or if no device of a
     *     stream that was read to its end has a name
     */
    static TargetNames of(List<Target> targets, StreamReport report) throws UnknownDeviceException {
        List<SectionKey> keys = report.devices().stream()
                .map(DeviceReport::device)
                .filter(device -> device.key() != null)
                .map(device -> device.requiredKey())
                .toList();
        TargetNames names = new TargetNames(targets, keys);
        // Raw device data have no name, and the unread part of a damaged stream may have the device.
        boolean isWhole = report.outcome() == ReadOutcome.COMPLETE
                && keys.size() == report.devices().size();
        Set<SectionKey> found = new HashSet<>();
        for (Map.Entry<String, DeviceLookup> entry : names.lookups.entrySet()) {
            DeviceLookup lookup = entry.getValue();
            Optional<String> problem = lookup.problem();
            if (problem.isPresent() && (isWhole || lookup.isAmbiguous())) {
                throw new UnknownDeviceException("--target " + entry.getKey() + "=: " + problem.get());
            }
            for (SectionKey key : lookup.found()) {
                if (!found.add(key)) {
                    throw new UnknownDeviceException("two --target options are for " + key.label());
                }
            }
        }
        return names;
    }

    /** Returns whether a name means a device; false without a name. */
    boolean means(@Nullable String name, SectionKey device) {
        return name != null && lookup(name).finds(device);
    }

    /** Returns whether the stream has a device that a name means. */
    boolean isFound(String name) {
        return !lookup(name).found().isEmpty();
    }

    private DeviceLookup lookup(String name) {
        return Objects.requireNonNull(lookups.get(name));
    }
}
