// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.Map;
import java.util.Set;
import org.migstream.pci.Capability;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.ExtendedCapability;
import org.migstream.pci.ExtendedCapabilityId;

/** Which capability is shown by whom; the others are named and left alone. */
final class CapabilityFormatters {
    private static final Map<CapabilityId, CapabilityFormatter> STANDARD = Map.of(
            CapabilityId.PM, FunctionCapabilityText.PM,
            CapabilityId.MSI, MsiAndMsixText.MSI,
            CapabilityId.MSIX, MsiAndMsixText.MSIX,
            CapabilityId.VNDR, VendorCapabilityText.VNDR,
            CapabilityId.SSVID, VendorCapabilityText.SSVID,
            CapabilityId.EXP, ExpressText.EXPRESS,
            CapabilityId.AF, FunctionCapabilityText.AF);

    private static final Map<ExtendedCapabilityId, CapabilityFormatter> EXTENDED = Map.of(
            ExtendedCapabilityId.AER, AerText.AER,
            ExtendedCapabilityId.DSN, FunctionCapabilityText.DSN,
            ExtendedCapabilityId.VSEC, VendorCapabilityText.VSEC,
            ExtendedCapabilityId.DVSEC, VendorCapabilityText.DVSEC,
            ExtendedCapabilityId.ARI, AddressTranslationText.ARI,
            ExtendedCapabilityId.ATS, AddressTranslationText.ATS,
            ExtendedCapabilityId.PRI, AddressTranslationText.PRI,
            ExtendedCapabilityId.PASID, AddressTranslationText.PASID,
            ExtendedCapabilityId.SRIOV, SriovText.SRIOV,
            ExtendedCapabilityId.LTR, FunctionCapabilityText.LTR);

    /** Capabilities that lspci takes to be shown in full by their names. */
    private static final Set<String> WITHOUT_DETAILS =
            Set.of(CapabilityId.NULL.title(), CapabilityId.VPD.title(), CapabilityId.SHPC.title());

    private CapabilityFormatters() {}

    static CapabilityFormatter of(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityFormatter.heading(
                    registers -> format("Capability ID 0x%02x [%04x]", capability.id(), registers.u16(2)));
        }
        CapabilityFormatter text = STANDARD.get(id);
        return text != null ? text : titleOnly(id.title());
    }

    static CapabilityFormatter of(ExtendedCapability capability) {
        ExtendedCapabilityId id = ExtendedCapabilityId.of(capability.id());
        if (id == null) {
            return CapabilityFormatter.heading(registers -> format("Extended Capability ID 0x%02x", capability.id()));
        }
        CapabilityFormatter text = EXTENDED.get(id);
        return text != null ? text : titleOnly(id.title());
    }

    /** For the others lspci's mark says that there is more. */
    private static CapabilityFormatter titleOnly(String title) {
        return CapabilityFormatter.heading(registers -> WITHOUT_DETAILS.contains(title) ? title : title + " <?>");
    }
}
