// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The registers of the PCI Express capability (PCI Express Base Specification 5.0, 7.5.3), by their offset in it. */
final class ExpressRegister {
    private static final int SLOT_STATUS = 0x1a;
    private static final int END = 0x3c;

    private static final TreeMap<Integer, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry(0x00, "Capability List"),
            Map.entry(0x02, "PCI Express Capabilities"),
            Map.entry(0x04, "Device Capabilities"),
            Map.entry(0x08, "Device Control"),
            Map.entry(0x0a, "Device Status"),
            Map.entry(0x0c, "Link Capabilities"),
            Map.entry(0x10, "Link Control"),
            Map.entry(0x12, "Link Status"),
            Map.entry(0x14, "Slot Capabilities"),
            Map.entry(0x18, "Slot Control"),
            Map.entry(SLOT_STATUS, "Slot Status"),
            Map.entry(0x1c, "Root Control"),
            Map.entry(0x1e, "Root Capabilities"),
            Map.entry(0x20, "Root Status"),
            Map.entry(0x24, "Device Capabilities 2"),
            Map.entry(0x28, "Device Control 2"),
            Map.entry(0x2a, "Device Status 2"),
            Map.entry(0x2c, "Link Capabilities 2"),
            Map.entry(0x30, "Link Control 2"),
            Map.entry(0x32, "Link Status 2"),
            Map.entry(0x34, "Slot Capabilities 2"),
            Map.entry(0x38, "Slot Control 2"),
            Map.entry(0x3a, "Slot Status 2")));

    /** The bits of the first byte of Slot Status, bit 0 first. */
    private static final List<String> SLOT_STATUS_BITS = List.of(
            "Attention Button Pressed",
            "Power Fault Detected",
            "MRL Sensor Changed",
            "Presence Detect Changed",
            "Command Completed",
            "MRL Sensor State",
            "Presence Detect State (a device is plugged in)",
            "Electromechanical Interlock Status");

    private ExpressRegister() {}

    /**
     * Returns the name of the register that contains a byte, and the bits that differ, as far as they have names here.
     *
     * @param offset offset of the byte in the capability
     * @param saved value of the byte in the stream
     * @param target value of the byte at the target
     */
    static Optional<String> describe(int offset, int saved, int target) {
        if (offset < 0 || offset >= END) {
            return Optional.empty();
        }
        List<String> bits = new ArrayList<>();
        for (int bit = 0; offset == SLOT_STATUS && bit < Byte.SIZE; bit++) {
            if (((saved ^ target) >> bit & 1) != 0) {
                bits.add("%s: stream %d, target %d"
                        .formatted(SLOT_STATUS_BITS.get(bit), saved >> bit & 1, target >> bit & 1));
            }
        }
        String name = NAMES.floorEntry(offset).getValue();
        return Optional.of(bits.isEmpty() ? name : name + "; " + String.join("; ", bits));
    }
}
