// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.CapabilityId;
import org.migstream.pci.ExtendedCapabilityId;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats small capabilities of the whole function: power management, advanced features, serial number, latency
 * tolerance and ARI.
 */
final class FunctionCapabilityText {
    private static final RegisterBits PM_STATES = RegisterBits.startingAt(9, "D1", "D2");
    private static final RegisterBits PME_STATES = RegisterBits.startingAt(11, "D0", "D1", "D2", "D3hot", "D3cold");
    private static final RegisterBits BRIDGE_CLOCK_CONTROL = RegisterBits.startingAt(7, "PM");
    private static final RegisterBits FUNCTION_GROUPS = RegisterBits.startingAt(0, "MFVC", "ACS");
    private static final int[] AUX_CURRENT_MA = {0, 55, 100, 160, 220, 270, 320, 375};

    static final CapabilityFormatter PM = new CapabilityFormatter(
            registers -> CapabilityId.PM.title() + " version " + (registers.u16(2) & 7),
            registers -> registers.contains(8),
            FunctionCapabilityText::pmDetails);

    static final CapabilityFormatter AF = CapabilityFormatter.of(
            CapabilityId.AF.title(),
            6,
            registers -> List.of(
                    "AFCap: " + RegisterBits.startingAt(0, "TP", "FLR").format(registers.u8(3)),
                    "AFCtrl: " + RegisterBits.startingAt(0, "FLR").format(registers.u8(4)),
                    "AFStatus: " + RegisterBits.startingAt(0, "TP").format(registers.u8(5))));

    static final CapabilityFormatter DSN = CapabilityFormatter.headingOnly(FunctionCapabilityText::serialNumberHeading);

    static final CapabilityFormatter LTR = CapabilityFormatter.of(
            ExtendedCapabilityId.LTR.title(),
            8,
            registers -> List.of(
                    format("Max snoop latency: %dns", latencyNanos(registers.u16(4))),
                    format("Max no snoop latency: %dns", latencyNanos(registers.u16(6)))));

    static final CapabilityFormatter ARI = CapabilityFormatter.of(
            ExtendedCapabilityId.ARI.title(),
            8,
            registers -> List.of(
                    format("ARICap:\t%s, Next Function: %d", FUNCTION_GROUPS.format(registers.u16(4)), registers.u8(5)),
                    format(
                            "ARICtl:\t%s, Function Group: %d",
                            FUNCTION_GROUPS.format(registers.u16(6)), registers.u16(6) >> 4 & 7)));

    private FunctionCapabilityText() {}

    private static List<String> pmDetails(CapabilityRegisters registers) {
        int capabilities = registers.u16(2);
        int control = registers.u16(4);
        int bridge = registers.u8(6);
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "Flags: %s %s AuxCurrent=%dmA PME(%s)",
                RegisterBits.startingAt(3, "PMEClk").withNames(5, "DSI").format(capabilities),
                PM_STATES.format(capabilities),
                AUX_CURRENT_MA[capabilities >> 6 & 7],
                PME_STATES.format(capabilities).replace(' ', ',')));
        lines.add(format(
                "Status: D%d %s DSel=%d DScale=%d %s",
                control & 3,
                RegisterBits.startingAt(3, "NoSoftRst")
                        .withNames(8, "PME-Enable")
                        .format(control),
                control >> 9 & 0xf,
                control >> 13 & 3,
                RegisterBits.startingAt(15, "PME").format(control)));
        if (bridge != 0) {
            // PCI_PM_PPB_B2_B3: set means B2, clear means B3. lspci prints B3, so the bit is inverted here.
            lines.add(format(
                    "Bridge: %s %s",
                    BRIDGE_CLOCK_CONTROL.format(bridge),
                    RegisterBits.startingAt(6, "B3").format(~bridge)));
        }
        return lines;
    }

    private static String serialNumberHeading(CapabilityRegisters registers) {
        if (!registers.contains(12)) {
            return ExtendedCapabilityId.DSN.title() + " <unreadable>";
        }
        String hex = format("%08x%08x", registers.u32(8), registers.u32(4));
        return ExtendedCapabilityId.DSN.title() + " " + hex.replaceAll("..(?=.)", "$0-");
    }

    /**
     * Returns a latency from a value of ten bits and a scale of three bits. Each step of the scale multiplies by 32.
     */
    private static long latencyNanos(int register) {
        return (register & 0x3ffL) << 5 * (register >> 10 & 7);
    }
}
