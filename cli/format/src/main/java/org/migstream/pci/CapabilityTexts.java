// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.Map;
import java.util.Set;

/** Which capability is shown by whom; the others are named and left alone. */
final class CapabilityTexts {
    private static final Map<CapabilityId, CapabilityText> STANDARD = Map.of(
            CapabilityId.PM, FunctionText.PM,
            CapabilityId.MSI, MessageInterruptText.MSI,
            CapabilityId.MSIX, MessageInterruptText.MSIX,
            CapabilityId.VNDR, VendorText.VNDR,
            CapabilityId.SSVID, VendorText.SSVID,
            CapabilityId.EXP, ExpressText.EXPRESS,
            CapabilityId.AF, FunctionText.AF);

    private static final Map<ExtendedCapabilityId, CapabilityText> EXTENDED = Map.of(
            ExtendedCapabilityId.AER, AerText.AER,
            ExtendedCapabilityId.DSN, FunctionText.DSN,
            ExtendedCapabilityId.VSEC, VendorText.VSEC,
            ExtendedCapabilityId.DVSEC, VendorText.DVSEC,
            ExtendedCapabilityId.ARI, AddressingText.ARI,
            ExtendedCapabilityId.ATS, AddressingText.ATS,
            ExtendedCapabilityId.PRI, AddressingText.PRI,
            ExtendedCapabilityId.PASID, AddressingText.PASID,
            ExtendedCapabilityId.SRIOV, SriovText.SRIOV,
            ExtendedCapabilityId.LTR, FunctionText.LTR);

    /** Capabilities that lspci takes to be shown in full by their names. */
    private static final Set<String> COMPLETE =
            Set.of(CapabilityId.NULL.title(), CapabilityId.VPD.title(), CapabilityId.SHPC.title());

    private CapabilityTexts() {}

    static CapabilityText of(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityText.heading(
                    registers -> line("Capability ID 0x%02x [%04x]", capability.id(), registers.u16(2)));
        }
        CapabilityText text = STANDARD.get(id);
        return text != null ? text : named(id.title());
    }

    static CapabilityText of(ExtendedCapability capability) {
        ExtendedCapabilityId id = ExtendedCapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityText.heading(registers -> line("Extended Capability ID 0x%02x", capability.id()));
        }
        CapabilityText text = EXTENDED.get(id);
        return text != null ? text : named(id.title());
    }

    /** For the others lspci's mark says that there is more. */
    private static CapabilityText named(String title) {
        return CapabilityText.heading(registers -> COMPLETE.contains(title) ? title : title + " <?>");
    }
}
