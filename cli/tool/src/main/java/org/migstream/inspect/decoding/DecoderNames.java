// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.migstream.report.UnknownDeviceException;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.SectionKey;

/**
 * The names of devices for which the user chose decoders, and whether the inputs of a command have these devices. A name is
 * wrong if it can mean several devices of an input, or if no input has its device. Inputs may be read at the same time.
 */
public final class DecoderNames {
    private final List<String> names;
    private final Set<String> found = new HashSet<>();
    private final Map<String, String> missing = new HashMap<>();
    private final TreeMap<String, String> wrong = new TreeMap<>();

    /** @param names the idstrs or short names of devices */
    DecoderNames(Collection<String> names) {
        this.names = List.copyOf(new TreeSet<>(names));
    }

    /**
     * Adds the VFIO devices of an input.
     *
     * @param areAll whether the input has no other device; if not, a name may mean one of those
     */
    public synchronized void add(List<SectionKey> devices, boolean areAll) {
        Set<SectionKey> chosen = new HashSet<>();
        for (String name : names) {
            DeviceLookup lookup = DeviceLookup.of(name, devices);
            Optional<String> problem = lookup.problem().map(text -> "--decoder " + name + "=: " + text);
            if (lookup.isAmbiguous()) {
                wrong.put(name, problem.orElseThrow());
            } else if (problem.isPresent() && areAll) {
                missing.put(name, problem.get());
            } else {
                found.add(name);
            }
            for (SectionKey device : lookup.found()) {
                if (!chosen.add(device)) {
                    wrong.put(name, device.label() + " has more than one --decoder");
                }
            }
        }
    }

    /**
     * Requires that no name is wrong, as far as inputs have been added.
     *
     * @throws UnknownDeviceException if one is
     */
    public void requireKnown() throws UnknownDeviceException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new UnknownDeviceException(problem.get());
        }
    }

    /** Returns why one of the names is wrong, as far as inputs have been added; empty if none is. */
    public synchronized Optional<String> problem() {
        for (String name : names) {
            String text = wrong.get(name);
            if (text == null && !found.contains(name)) {
                text = missing.get(name);
            }
            if (text != null) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }
}
