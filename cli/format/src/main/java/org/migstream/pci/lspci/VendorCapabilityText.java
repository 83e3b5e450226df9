// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.List;
import java.util.Map;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/** Formats capabilities with vendor-defined content, such as those of virtio, and the subsystem ids of a bridge. */
final class VendorCapabilityText {
    private static final int VIRTIO_VENDOR_ID = 0x1af4;
    private static final int VIRTIO_MIN_SIZE = 0x10;
    private static final int TYPE_NOTIFY = 2;
    private static final int NOTIFY_SIZE = 0x14;
    private static final int TYPE_SHARED_MEMORY = 8;
    private static final int SHARED_MEMORY_SIZE = 0x18;
    private static final Map<Integer, String> VIRTIO_TYPES =
            Map.of(1, "CommonCfg", TYPE_NOTIFY, "Notify", 3, "ISR", 4, "DeviceCfg", TYPE_SHARED_MEMORY, "SharedMemory");

    static final CapabilityFormatter VNDR = new CapabilityFormatter(
            registers -> CapabilityId.VNDR.title() + ": "
                    + (isVirtioCapability(registers)
                            ? virtioHeading(registers)
                            : format("Len=%02x <?>", registers.u8(2))),
            VendorCapabilityText::isVirtioCapability,
            VendorCapabilityText::virtioDetails);

    static final CapabilityFormatter SSVID = CapabilityFormatter.headingOnly(registers -> registers.contains(8)
            ? format("Subsystem: %04x:%04x", registers.u16(4), registers.u16(6))
            : "Subsystem: <unreadable>");

    static final CapabilityFormatter VSEC = CapabilityFormatter.headingOnly(VendorCapabilityText::vsecHeading);

    static final CapabilityFormatter DVSEC = CapabilityFormatter.headingOnly(VendorCapabilityText::dvsecHeading);

    private VendorCapabilityText() {}

    private static String vsecHeading(CapabilityRegisters registers) {
        if (!registers.contains(8)) {
            return "Vendor Specific Information: <unreadable>";
        }
        long header = registers.u32(4);
        return format(
                "Vendor Specific Information: ID=%04x Rev=%d Len=%03x <?>",
                header & 0xffff, header >> 16 & 0xf, header >> 20);
    }

    private static String dvsecHeading(CapabilityRegisters registers) {
        if (!registers.contains(10)) {
            return "Designated Vendor-Specific: <unreadable>";
        }
        long header = registers.u32(4);
        return format(
                "Designated Vendor-Specific: Vendor=%04x ID=%04x Rev=%d Len=%d <?>",
                header & 0xffff, registers.u16(8), header >> 16 & 0xf, header >> 20);
    }

    /**
     * Returns whether a vendor capability belongs to a virtio device and is completely inside the configuration space.
     * Such a capability locates one structure of the device in a BAR ({@code struct virtio_pci_cap}, Virtual I/O Device
     * specification 1.2, section 4.1.4).
     */
    private static boolean isVirtioCapability(CapabilityRegisters registers) {
        int deviceId = registers.configuration().deviceId();
        int size = virtioType(registers) == TYPE_SHARED_MEMORY ? SHARED_MEMORY_SIZE : VIRTIO_MIN_SIZE;
        return registers.configuration().vendorId() == VIRTIO_VENDOR_ID
                && deviceId >= 0x1000
                && deviceId <= 0x107f
                && registers.u8(2) >= VIRTIO_MIN_SIZE
                && registers.contains(Math.max(size, registers.u8(2)));
    }

    private static String virtioHeading(CapabilityRegisters registers) {
        return "VirtIO: " + VIRTIO_TYPES.getOrDefault(virtioType(registers), "<unknown>");
    }

    private static List<String> virtioDetails(CapabilityRegisters registers) {
        if (virtioType(registers) == TYPE_SHARED_MEMORY) {
            return List.of(format(
                    "BAR=%d offset=%08x%08x size=%08x%08x id=%d",
                    registers.u8(4),
                    registers.u32(0x10),
                    registers.u32(8),
                    registers.u32(0x14),
                    registers.u32(0xc),
                    registers.u8(5)));
        }
        boolean hasMultiplier = virtioType(registers) == TYPE_NOTIFY && registers.u8(2) >= NOTIFY_SIZE;
        return List.of(format("BAR=%d offset=%08x size=%08x", registers.u8(4), registers.u32(8), registers.u32(0xc))
                + (hasMultiplier ? format(" multiplier=%08x", registers.u32(0x10)) : ""));
    }

    private static int virtioType(CapabilityRegisters registers) {
        return registers.u8(3);
    }
}
