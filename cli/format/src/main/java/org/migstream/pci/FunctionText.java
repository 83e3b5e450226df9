// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.ArrayList;
import java.util.List;

/** Power management, advanced features, serial number and latency: small capabilities of the function as a whole. */
final class FunctionText {
    private static final RegisterBits PM_STATES = RegisterBits.at(9, "D1", "D2");
    private static final RegisterBits PME_FROM = RegisterBits.at(11, "D0", "D1", "D2", "D3hot", "D3cold");
    private static final RegisterBits BRIDGE_PM = RegisterBits.at(7, "PM");
    private static final int[] AUX_CURRENT_MA = {0, 55, 100, 160, 220, 270, 320, 375};

    static final CapabilityText PM = new CapabilityText(
            registers -> CapabilityId.PM.title() + " version " + (registers.u16(2) & 7),
            registers -> registers.has(8),
            FunctionText::pm);

    static final CapabilityText AF = CapabilityText.of(
            CapabilityId.AF.title(),
            6,
            registers -> List.of(
                    "AFCap: " + RegisterBits.at(0, "TP", "FLR").show(registers.u8(3)),
                    "AFCtrl: " + RegisterBits.at(0, "FLR").show(registers.u8(4)),
                    "AFStatus: " + RegisterBits.at(0, "TP").show(registers.u8(5))));

    static final CapabilityText DSN = CapabilityText.heading(FunctionText::serialNumber);

    static final CapabilityText LTR = CapabilityText.of(
            ExtendedCapabilityId.LTR.title(),
            8,
            registers -> List.of(
                    line("Max snoop latency: %dns", latency(registers.u16(4))),
                    line("Max no snoop latency: %dns", latency(registers.u16(6)))));

    private FunctionText() {}

    private static List<String> pm(CapabilityRegisters registers) {
        int capabilities = registers.u16(2);
        int control = registers.u16(4);
        int bridge = registers.u8(6);
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "Flags: %s %s AuxCurrent=%dmA PME(%s)",
                RegisterBits.at(3, "PMEClk").and(5, "DSI").show(capabilities),
                PM_STATES.show(capabilities),
                AUX_CURRENT_MA[capabilities >> 6 & 7],
                PME_FROM.show(capabilities).replace(' ', ',')));
        lines.add(line(
                "Status: D%d %s DSel=%d DScale=%d %s",
                control & 3,
                RegisterBits.at(3, "NoSoftRst").and(8, "PME-Enable").show(control),
                control >> 9 & 0xf,
                control >> 13 & 3,
                RegisterBits.at(15, "PME").show(control)));
        if (bridge != 0) {
            // The register holds "B2 supported"; lspci shows what the bus does otherwise.
            lines.add(line(
                    "Bridge: %s %s",
                    BRIDGE_PM.show(bridge), RegisterBits.at(6, "B3").show(~bridge)));
        }
        return lines;
    }

    private static String serialNumber(CapabilityRegisters registers) {
        if (!registers.has(12)) {
            return ExtendedCapabilityId.DSN.title() + " <unreadable>";
        }
        String hex = line("%08x%08x", registers.u32(8), registers.u32(4));
        return ExtendedCapabilityId.DSN.title() + " " + hex.replaceAll("..(?=.)", "$0-");
    }

    /** Ten bits of value, then three bits of scale in steps of 32. */
    private static long latency(int register) {
        return (register & 0x3ffL) << 5 * (register >> 10 & 7);
    }
}
