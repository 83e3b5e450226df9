// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

/** Capabilities whose content a vendor defines, and the ids of a bridge's vendor. */
final class VendorText {
    static final CapabilityText VNDR = new CapabilityText(
            registers -> CapabilityId.VNDR.title() + ": "
                    + (VirtioText.reads(registers)
                            ? VirtioText.heading(registers)
                            : line("Len=%02x <?>", registers.u8(2))),
            VirtioText::reads,
            VirtioText::details);

    static final CapabilityText SSVID = CapabilityText.heading(registers -> registers.has(8)
            ? line("Subsystem: %04x:%04x", registers.u16(4), registers.u16(6))
            : "Subsystem: <unreadable>");

    static final CapabilityText VSEC = CapabilityText.heading(VendorText::vsec);

    static final CapabilityText DVSEC = CapabilityText.heading(VendorText::dvsec);

    private VendorText() {}

    private static String vsec(CapabilityRegisters registers) {
        if (!registers.has(8)) {
            return "Vendor Specific Information: <unreadable>";
        }
        long header = registers.u32(4);
        return line(
                "Vendor Specific Information: ID=%04x Rev=%d Len=%03x <?>",
                header & 0xffff, header >> 16 & 0xf, header >> 20);
    }

    private static String dvsec(CapabilityRegisters registers) {
        if (!registers.has(10)) {
            return "Designated Vendor-Specific: <unreadable>";
        }
        long header = registers.u32(4);
        return line(
                "Designated Vendor-Specific: Vendor=%04x ID=%04x Rev=%d Len=%d <?>",
                header & 0xffff, registers.u16(8), header >> 16 & 0xf, header >> 20);
    }
}
