// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.List;
import org.migstream.pci.PortType;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/** Formats the link registers of the PCI Express capability: 0x0c to 0x13. */
final class ExpressLinkText {
    private static final List<String> L0S_LATENCY =
            List.of("<64ns", "<128ns", "<256ns", "<512ns", "<1us", "<2us", "<4us", "unlimited");
    private static final List<String> L1_LATENCY =
            List.of("<1us", "<2us", "<4us", "<8us", "<16us", "<32us", "<64us", "unlimited");
    private static final List<String> SPEED =
            List.of("unknown", "2.5GT/s", "5GT/s", "8GT/s", "16GT/s", "32GT/s", "64GT/s");
    private static final List<String> ASPM_SUPPORT = List.of("not supported", "L0s", "L1", "L0s L1");
    private static final List<String> ASPM_CONTROL = List.of("Disabled", "L0s Enabled", "L1 Enabled", "L0s L1 Enabled");
    private static final RegisterBits CAPABILITIES =
            RegisterBits.startingAt(18, "ClockPM", "Surprise", "LLActRep", "BwNot", "ASPMOptComp");
    private static final RegisterBits CONTROL =
            RegisterBits.startingAt(7, "ExtSynch", "ClockPM", "AutWidDis", "BWInt", "AutBWInt");
    private static final RegisterBits STATUS =
            RegisterBits.startingAt(10, "TrErr", "Train", "SlotClk", "DLActive", "BWMgmt", "ABWMgmt");

    private ExpressLinkText() {}

    static List<String> formatLines(CapabilityRegisters registers, PortType type) {
        long capabilities = registers.u32(0x0c);
        int control = registers.u16(0x10);
        int status = registers.u16(0x12);
        int speed = (int) capabilities & 0xf;
        int width = (int) capabilities >> 4 & 0x3f;
        boolean showsBoundary = type.isLinkEndpoint() || type == PortType.ROOT_PORT || type == PortType.PCI_BRIDGE;
        return List.of(
                format(
                        "LnkCap:\tPort #%d, Speed %s, Width x%d, ASPM %s%s",
                        capabilities >> 24,
                        formatSpeed(speed),
                        width,
                        ASPM_SUPPORT.get((int) capabilities >> 10 & 3),
                        formatExitLatency(capabilities)),
                "\t" + CAPABILITIES.format(capabilities),
                format(
                        "LnkCtl:\tASPM %s;%s %s",
                        ASPM_CONTROL.get(control & 3),
                        showsBoundary ? format(" RCB %d bytes,", (control & 8) != 0 ? 128 : 64) : "",
                        RegisterBits.startingAt(4, "Disabled")
                                .withNames(6, "CommClk")
                                .format(control)),
                "\t" + CONTROL.format(control),
                format(
                        "LnkSta:\tSpeed %s%s, Width x%d%s",
                        formatSpeed(status & 0xf),
                        formatDegradation(type, status & 0xf, speed),
                        status >> 4 & 0x3f,
                        formatDegradation(type, status >> 4 & 0x3f, width)),
                "\t" + STATUS.format(status));
    }

    /** Returns the exit latency of L0s. The three low bits of {@code code} encode it. */
    static String l0sLatency(long code) {
        return L0S_LATENCY.get((int) code & 7);
    }

    /** Returns the exit latency of L1. The three low bits of {@code code} encode it. */
    static String l1Latency(long code) {
        return L1_LATENCY.get((int) code & 7);
    }

    private static String formatExitLatency(long capabilities) {
        String l0s = "L0s " + l0sLatency(capabilities >> 12);
        String l1 = "L1 " + l1Latency(capabilities >> 15);
        return switch ((int) capabilities >> 10 & 3) {
            case 1 -> ", Exit Latency " + l0s;
            case 2 -> ", Exit Latency " + l1;
            case 3 -> ", Exit Latency " + l0s + ", " + l1;
            default -> "";
        };
    }

    private static String formatSpeed(int code) {
        return code < SPEED.size() ? SPEED.get(code) : SPEED.get(0);
    }

    private static String formatDegradation(PortType type, int current, int capable) {
        if (current > capable) {
            return " (overdriven)";
        }
        return current == capable || type.isDownstreamPort() ? "" : " (downgraded)";
    }
}
