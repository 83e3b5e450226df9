// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.Map;
import java.util.Set;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

/** Maps each capability to its formatter. A capability without a formatter is shown by its name. */
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
            ExtendedCapabilityId.ARI, FunctionCapabilityText.ARI,
            ExtendedCapabilityId.ATS, AddressTranslationText.ATS,
            ExtendedCapabilityId.PRI, AddressTranslationText.PRI,
            ExtendedCapabilityId.PASID, AddressTranslationText.PASID,
            ExtendedCapabilityId.SRIOV, SriovText.SRIOV,
            ExtendedCapabilityId.LTR, FunctionCapabilityText.LTR);

    /** Capabilities for which lspci prints only the name, without the mark {@code <?>}. */
    private static final Set<String> WITHOUT_DETAILS =
            Set.of(CapabilityId.NULL.title(), CapabilityId.VPD.title(), CapabilityId.SHPC.title());

    private CapabilityFormatters() {}

    static CapabilityFormatter of(Capability capability) {
        return CapabilityId.of(capability.id())
                .map(id -> STANDARD.getOrDefault(id, titleOnly(id.title())))
                .orElseGet(() -> CapabilityFormatter.headingOnly(
                        registers -> format("Capability ID 0x%02x [%04x]", capability.id(), registers.u16(2))));
    }

    static CapabilityFormatter of(ExtendedCapability capability) {
        return ExtendedCapabilityId.of(capability.id())
                .map(id -> EXTENDED.getOrDefault(id, titleOnly(id.title())))
                .orElseGet(() -> CapabilityFormatter.headingOnly(
                        registers -> format("Extended Capability ID 0x%02x", capability.id())));
    }

    /**
     * Returns a formatter that prints only the name. With the mark {@code <?>}, lspci shows that the capability has
     * more registers.
     */
    private static CapabilityFormatter titleOnly(String title) {
        return CapabilityFormatter.headingOnly(registers -> WITHOUT_DETAILS.contains(title) ? title : title + " <?>");
    }
}
