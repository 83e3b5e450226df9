// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.List;
import org.migstream.pci.ExtendedCapabilityId;

/** Formats the capabilities for address translation: ATS, PRI and PASID. */
final class AddressTranslationText {
    static final CapabilityFormatter ATS = CapabilityFormatter.of(
            ExtendedCapabilityId.ATS.title(),
            8,
            registers -> List.of(
                    format("ATSCap:\tInvalidate Queue Depth: %02x", registers.u16(4) & 0x1f),
                    format(
                            "ATSCtl:\t%s, Smallest Translation Unit: %02x",
                            RegisterBits.startingAt(15, "Enable").format(registers.u16(6)), registers.u16(6) & 0x1f)));

    static final CapabilityFormatter PRI = CapabilityFormatter.of(
            ExtendedCapabilityId.PRI.title(),
            16,
            registers -> List.of(
                    "PRICtl: " + RegisterBits.startingAt(0, "Enable", "Reset").format(registers.u16(4)),
                    "PRISta: "
                            + RegisterBits.startingAt(0, "RF", "UPRGI")
                                    .withNames(8, "Stopped")
                                    .format(registers.u16(6)),
                    format(
                            "Page Request Capacity: %08x, Page Request Allocation: %08x",
                            registers.u32(8), registers.u32(12))));

    static final CapabilityFormatter PASID = CapabilityFormatter.of(
            ExtendedCapabilityId.PASID.title(),
            8,
            registers -> List.of(
                    format(
                            "PASIDCap: %s, Max PASID Width: %02x",
                            RegisterBits.startingAt(1, "Exec", "Priv").format(registers.u16(4)),
                            registers.u8(5) & 0x1f),
                    "PASIDCtl: "
                            + RegisterBits.startingAt(0, "Enable", "Exec", "Priv")
                                    .format(registers.u16(6))));

    private AddressTranslationText() {}
}
