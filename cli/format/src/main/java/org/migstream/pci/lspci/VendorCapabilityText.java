// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import org.migstream.pci.CapabilityId;

/** Capabilities whose content a vendor defines, and the ids of a bridge's vendor. */
final class VendorCapabilityText {
    static final CapabilityFormatter VNDR = new CapabilityFormatter(
            registers -> CapabilityId.VNDR.title() + ": "
                    + (VirtioCapabilityText.isVirtioCapability(registers)
                            ? VirtioCapabilityText.heading(registers)
                            : format("Len=%02x <?>", registers.u8(2))),
            VirtioCapabilityText::isVirtioCapability,
            VirtioCapabilityText::details);

    static final CapabilityFormatter SSVID = CapabilityFormatter.heading(registers -> registers.contains(8)
            ? format("Subsystem: %04x:%04x", registers.u16(4), registers.u16(6))
            : "Subsystem: <unreadable>");

    static final CapabilityFormatter VSEC = CapabilityFormatter.heading(VendorCapabilityText::vsecHeading);

    static final CapabilityFormatter DVSEC = CapabilityFormatter.heading(VendorCapabilityText::dvsecHeading);

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
}
