// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of slot in which the guest sees devices, as the user has named them ({@code --slot [IDSTR=]KIND}).
 *
 * @param all the kind for the devices that have no own one; null if the user gave none
 * @param byIdstr the kinds of single devices
 */
public record GuestSlots(@Nullable PciSlot all, Map<String, PciSlot> byIdstr) {
    /** The user has named no kind. */
    public static final GuestSlots NONE = new GuestSlots(null, Map.of());

    /** Copies the map. */
    public GuestSlots {
        byIdstr = Map.copyOf(byIdstr);
    }

    /**
     * Parses the values of the option.
     *
     * @throws IllegalArgumentException if a value is not valid or given twice, with a message for the user
     */
    public static GuestSlots parse(List<String> values) {
        PciSlot all = null;
        Map<String, PciSlot> byIdstr = new HashMap<>();
        for (String value : values) {
            int separator = value.lastIndexOf('=');
            if (separator == 0) {
                throw new IllegalArgumentException("--slot " + value + ": write KIND, or IDSTR=KIND");
            }
            PciSlot slot = parseSlot(value.substring(separator + 1));
            PciSlot before = separator < 0 ? all : byIdstr.put(value.substring(0, separator), slot);
            if (before != null) {
                throw new IllegalArgumentException("--slot is given twice for the same device: " + value);
            }
            all = separator < 0 ? slot : all;
        }
        return new GuestSlots(all, byIdstr);
    }

    /**
     * Parses the name of a kind of slot.
     *
     * @throws IllegalArgumentException if it is not one, with a message for the user
     */
    public static PciSlot parseSlot(String label) {
        return PciSlot.ofLabel(label)
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is not a kind of slot; use "
                        + Arrays.stream(PciSlot.values()).map(PciSlot::label).collect(Collectors.joining(", "))));
    }

    /** Returns the kind for a device. */
    public Optional<PciSlot> find(String idstr) {
        return Optional.ofNullable(byIdstr.getOrDefault(idstr, all));
    }
}
