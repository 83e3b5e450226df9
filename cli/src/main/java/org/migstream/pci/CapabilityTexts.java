// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.Map;

/** Which capability is shown by whom; the others are named and left alone. */
final class CapabilityTexts {
    private static final Map<CapabilityId, CapabilityText> STANDARD = Map.of(
            CapabilityId.PM, PowerText.PM,
            CapabilityId.MSI, MessageInterruptText.MSI,
            CapabilityId.MSIX, MessageInterruptText.MSIX,
            CapabilityId.VNDR, VendorText.VNDR,
            CapabilityId.SSVID, VendorText.SSVID,
            CapabilityId.EXP, ExpressText.EXPRESS,
            CapabilityId.AF, PowerText.AF);

    private static final Map<ExtendedCapabilityId, CapabilityText> EXTENDED = Map.of(
            ExtendedCapabilityId.AER, AerText.AER,
            ExtendedCapabilityId.DSN, PowerText.DSN,
            ExtendedCapabilityId.VSEC, VendorText.VSEC,
            ExtendedCapabilityId.DVSEC, VendorText.DVSEC,
            ExtendedCapabilityId.ARI, AddressingText.ARI,
            ExtendedCapabilityId.ATS, AddressingText.ATS,
            ExtendedCapabilityId.PRI, AddressingText.PRI,
            ExtendedCapabilityId.PASID, AddressingText.PASID,
            ExtendedCapabilityId.SRIOV, SriovText.SRIOV,
            ExtendedCapabilityId.LTR, PowerText.LTR);

    private CapabilityTexts() {}

    static CapabilityText of(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityText.heading(
                    registers -> line("Capability ID 0x%02x [%04x]", capability.id(), registers.u16(2)));
        }
        CapabilityText text = STANDARD.get(id);
        return text != null ? text : named(id.title(), id == CapabilityId.NULL);
    }

    static CapabilityText of(ExtendedCapability capability) {
        ExtendedCapabilityId id = ExtendedCapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityText.heading(registers -> line("Extended Capability ID 0x%02x", capability.id()));
        }
        CapabilityText text = EXTENDED.get(id);
        return text != null ? text : named(id.title(), id == ExtendedCapabilityId.NULL);
    }

    /** A capability without registers is shown in full by its name; for others lspci's mark says that there is more. */
    private static CapabilityText named(String title, boolean complete) {
        return CapabilityText.heading(registers -> complete ? title : title + " <?>");
    }
}
