// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.List;
import java.util.Map;

/**
 * The vendor capability of a virtio device: where in which BAR one of its structures lies ({@code struct
 * virtio_pci_cap}, Virtual I/O Device specification 1.2, section 4.1.4).
 */
final class VirtioCapabilityText {
    private static final int VENDOR_ID = 0x1af4;
    private static final int MIN_SIZE = 0x10;
    private static final int TYPE_NOTIFY = 2;
    private static final int NOTIFY_SIZE = 0x14;
    private static final int TYPE_SHARED_MEMORY = 8;
    private static final int SHARED_MEMORY_SIZE = 0x18;
    private static final Map<Integer, String> TYPES =
            Map.of(1, "CommonCfg", TYPE_NOTIFY, "Notify", 3, "ISR", 4, "DeviceCfg", TYPE_SHARED_MEMORY, "SharedMemory");

    private VirtioCapabilityText() {}

    /** Whether a vendor capability is such a one, all of it inside the space. */
    static boolean isVirtioCapability(CapabilityRegisters registers) {
        int deviceId = registers.configuration().deviceId();
        int size = type(registers) == TYPE_SHARED_MEMORY ? SHARED_MEMORY_SIZE : MIN_SIZE;
        return registers.configuration().vendorId() == VENDOR_ID
                && deviceId >= 0x1000
                && deviceId <= 0x107f
                && registers.u8(2) >= MIN_SIZE
                && registers.contains(Math.max(size, registers.u8(2)));
    }

    static String heading(CapabilityRegisters registers) {
        return "VirtIO: " + TYPES.getOrDefault(type(registers), "<unknown>");
    }

    static List<String> details(CapabilityRegisters registers) {
        if (type(registers) == TYPE_SHARED_MEMORY) {
            return List.of(format(
                    "BAR=%d offset=%08x%08x size=%08x%08x id=%d",
                    registers.u8(4),
                    registers.u32(0x10),
                    registers.u32(8),
                    registers.u32(0x14),
                    registers.u32(0xc),
                    registers.u8(5)));
        }
        boolean notifies = type(registers) == TYPE_NOTIFY && registers.u8(2) >= NOTIFY_SIZE;
        return List.of(format("BAR=%d offset=%08x size=%08x", registers.u8(4), registers.u32(8), registers.u32(0xc))
                + (notifies ? format(" multiplier=%08x", registers.u32(0x10)) : ""));
    }

    private static int type(CapabilityRegisters registers) {
        return registers.u8(3);
    }
}
