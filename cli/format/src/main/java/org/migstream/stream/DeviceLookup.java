// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the device that a person means by a name, among the devices of a stream. The name is an idstr, {@code
 * IDSTR/INSTANCE}, or a short name ({@link SectionKey#canBeCalled}). An idstr of the stream is never taken for the short
 * name of another device, and a short name that fits several idstrs finds nothing.
 */
public final class DeviceLookup {
    private final String name;
    private final Set<SectionKey> exact = new LinkedHashSet<>();
    private final Set<SectionKey> shortened = new LinkedHashSet<>();
    private final Set<String> shortenedIdstrs = new LinkedHashSet<>();
    private final Set<String> allIdstrs = new LinkedHashSet<>();

    /** Creates a lookup among no devices. */
    public DeviceLookup(String name) {
        this.name = name;
    }

    /** Creates a lookup among some devices. */
    public static DeviceLookup of(String name, Iterable<SectionKey> devices) {
        DeviceLookup lookup = new DeviceLookup(name);
        for (SectionKey device : devices) {
            lookup.add(device);
        }
        return lookup;
    }

    /** Adds a device of the stream, or a section of another kind, which has no short name. */
    public void add(SectionKey device) {
        if (device.isVfio()) {
            allIdstrs.add(device.idstr());
        }
        if (device.isNamed(name)) {
            exact.add(device);
        } else if (device.canBeCalled(name)) {
            shortened.add(device);
            shortenedIdstrs.add(device.idstr());
        }
    }

    /** Returns the instances that are meant; empty if the stream has none, or the name fits several idstrs. */
    public Set<SectionKey> found() {
        return !exact.isEmpty() ? exact : isAmbiguous() ? Set.of() : shortened;
    }

    /** Returns whether the name means this device, which has been added. */
    public boolean finds(SectionKey device) {
        return found().contains(device);
    }

    /** Returns whether the name fits several idstrs. */
    public boolean isAmbiguous() {
        return exact.isEmpty() && shortenedIdstrs.size() > 1;
    }

    /** Returns why nothing was found, with the devices of the stream; empty if something was found. */
    public Optional<String> problem() {
        if (isAmbiguous()) {
            return Optional.of(
                    "\"" + name + "\" can be several VFIO devices; give one of " + String.join(", ", shortenedIdstrs));
        }
        return found().isEmpty()
                ? Optional.of("the stream has no VFIO device \"" + name + "\""
                        + (allIdstrs.isEmpty()
                                ? " and no other VFIO device"
                                : "; it has " + String.join(", ", allIdstrs)))
                : Optional.empty();
    }
}
