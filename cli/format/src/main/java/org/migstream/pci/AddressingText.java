// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.List;

/** Capabilities of routing and address translation: ARI, ATS, PRI and PASID. */
final class AddressingText {
    private static final RegisterBits FUNCTION_GROUPS = RegisterBits.at(0, "MFVC", "ACS");

    static final CapabilityText ARI = CapabilityText.of(
            ExtendedCapabilityId.ARI.title(),
            8,
            registers -> List.of(
                    line("ARICap:\t%s, Next Function: %d", FUNCTION_GROUPS.show(registers.u16(4)), registers.u8(5)),
                    line(
                            "ARICtl:\t%s, Function Group: %d",
                            FUNCTION_GROUPS.show(registers.u16(6)), registers.u16(6) >> 4 & 7)));

    static final CapabilityText ATS = CapabilityText.of(
            ExtendedCapabilityId.ATS.title(),
            8,
            registers -> List.of(
                    line("ATSCap:\tInvalidate Queue Depth: %02x", registers.u16(4) & 0x1f),
                    line(
                            "ATSCtl:\t%s, Smallest Translation Unit: %02x",
                            RegisterBits.at(15, "Enable").show(registers.u16(6)), registers.u16(6) & 0x1f)));

    static final CapabilityText PRI = CapabilityText.of(
            ExtendedCapabilityId.PRI.title(),
            16,
            registers -> List.of(
                    "PRICtl: " + RegisterBits.at(0, "Enable", "Reset").show(registers.u16(4)),
                    "PRISta: "
                            + RegisterBits.at(0, "RF", "UPRGI")
                                    .and(8, "Stopped")
                                    .show(registers.u16(6)),
                    line(
                            "Page Request Capacity: %08x, Page Request Allocation: %08x",
                            registers.u32(8), registers.u32(12))));

    static final CapabilityText PASID = CapabilityText.of(
            ExtendedCapabilityId.PASID.title(),
            8,
            registers -> List.of(
                    line(
                            "PASIDCap: %s, Max PASID Width: %02x",
                            RegisterBits.at(1, "Exec", "Priv").show(registers.u16(4)), registers.u8(5) & 0x1f),
                    "PASIDCtl: " + RegisterBits.at(0, "Enable", "Exec", "Priv").show(registers.u16(6))));

    private AddressingText() {}
}
