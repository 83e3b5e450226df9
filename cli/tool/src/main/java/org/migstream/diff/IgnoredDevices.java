// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.migstream.diff.DiffReport.UnmatchedIgnore;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.SectionKey;

/** The devices of the inputs that the user meant by the names in {@code --ignore}. */
final class IgnoredDevices {
    private final Set<String> idstrs = new HashSet<>();
    private final Set<SectionKey> instances = new HashSet<>();
    private final List<UnmatchedIgnore> unmatched = new ArrayList<>();

    private IgnoredDevices() {}

    /** Finds the devices in the inputs. Their sections of other kinds can be named, too. */
    static IgnoredDevices of(DiffRequest request, StreamReport... reports) throws IOException {
        IgnoredDevices ignored = new IgnoredDevices();
        if (request.ignoredSections().isEmpty()) {
            return ignored;
        }
        TreeMap<String, DeviceLookup> lookups = new TreeMap<>();
        request.ignoredSections().forEach(name -> lookups.put(name, new DeviceLookup(name)));
        for (StreamReport report : reports) {
            report.outline().sections().forEach(section -> lookups.values()
                    .forEach(lookup -> lookup.add(section.head().key())));
            // A device whose state went over multifd channels may have no section.
            report.devices().stream()
                    .filter(device -> device.device().key() != null)
                    .forEach(device -> lookups.values()
                            .forEach(lookup -> lookup.add(device.device().requiredKey())));
        }
        lookups.forEach((name, lookup) -> {
            lookup.found().forEach(device -> ignored.add(name, device));
            Optional<String> problem = lookup.problem();
            problem.ifPresent(text -> ignored.unmatched.add(new UnmatchedIgnore(name, text, lookup.isAmbiguous())));
        });
        return ignored;
    }

    /** Adds a device that a name means. Only {@code IDSTR/INSTANCE} means one instance. */
    private void add(String name, SectionKey device) {
        if (device.isNamed(name) && !device.canBeCalled(name)) {
            instances.add(device);
        } else {
            idstrs.add(device.idstr());
        }
    }

    /** Returns the name under which the differences of a device are ignored; empty if they count. */
    Optional<String> nameFor(SectionKey device) {
        if (idstrs.contains(device.idstr())) {
            return Optional.of(device.idstr());
        }
        return instances.contains(device) ? Optional.of(device.fullName()) : Optional.empty();
    }

    /** Returns the names that mean no device. The user may have misspelt them, or they belong to another stream. */
    List<UnmatchedIgnore> unmatched() {
        return List.copyOf(unmatched);
    }
}
