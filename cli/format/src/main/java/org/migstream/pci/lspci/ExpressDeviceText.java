// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.migstream.pci.Bar;
import org.migstream.pci.PortType;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/** Formats the device registers of the PCI Express capability: 0x04 to 0x0b; from version 2 on also 0x24 to 0x29. */
final class ExpressDeviceText {
    private static final int FUNCTION_LEVEL_RESET = 1 << 28;
    private static final RegisterBits ERROR_BITS =
            RegisterBits.startingAt(0, "CorrErr", "NonFatalErr", "FatalErr", "UnsupReq");
    private static final RegisterBits CONTROL =
            RegisterBits.startingAt(4, "RlxdOrd").withNames(8, "ExtTag", "PhantFunc", "AuxPwr", "NoSnoop");
    private static final List<String> TIMEOUT_RANGES = List.of("Not Supported", "Range A", "Range B", "Range AB");
    private static final Map<Integer, String> MULTI_LETTER_TIMEOUT_RANGES =
            Map.of(6, "Range BC", 7, "Range ABC", 14, "Range BCD", 15, "Range ABCD");
    private static final Map<Integer, String> TIMEOUTS = Map.of(
            0, "50us to 50ms",
            1, "50us to 100us",
            2, "1ms to 10ms",
            5, "16ms to 55ms",
            6, "65ms to 210ms",
            9, "260ms to 900ms",
            10, "1s to 3.5s",
            13, "4s to 13s",
            14, "17s to 64s");
    private static final List<String> OBFF_SUPPORT =
            List.of("Not Supported", "Via message", "Via WAKE#", "Via message/WAKE#");
    private static final List<String> OBFF_CONTROL = List.of("Disabled", "Via message A", "Via message B", "Via WAKE#");
    private static final List<String> POWER_REDUCTION =
            List.of("Not Supported", "Dev Specific", "Form Factor Dev Specific", "Reserved");
    private static final List<String> TPH_COMPLETER =
            List.of("TPHComp- ExtTPHComp-", "TPHComp+ ExtTPHComp-", "", "TPHComp+ ExtTPHComp+");

    private ExpressDeviceText() {}

    static List<String> formatVersion1(CapabilityRegisters registers, PortType type) {
        long capabilities = registers.u32(0x04);
        int control = registers.u16(0x08);
        int status = registers.u16(0x0a);
        boolean supportsReset = type.isEndpoint() && (capabilities & FUNCTION_LEVEL_RESET) != 0;
        String latency = format(
                ", Latency L0s %s, L1 %s",
                ExpressLinkText.l0sLatency(capabilities >> 6), ExpressLinkText.l1Latency(capabilities >> 9));
        return List.of(
                format(
                        "DevCap:\tMaxPayload %d bytes, PhantFunc %d%s",
                        128 << (capabilities & 7),
                        (1 << (capabilities >> 3 & 3)) - 1,
                        type.isLinkEndpoint() ? latency : ""),
                "\t" + formatFeatures(capabilities, type),
                "DevCtl:\t" + ERROR_BITS.format(control),
                "\t" + CONTROL.format(control) + formatLastControlBit(control, type, supportsReset),
                format(
                        "\tMaxPayload %d bytes, MaxReadReq %d bytes",
                        128 << (control >> 5 & 7), 128 << (control >> 12 & 7)),
                "DevSta:\t" + ERROR_BITS.withNames(4, "AuxPwr", "TransPend").format(status));
    }

    static List<String> formatVersion2(CapabilityRegisters registers, PortType type) {
        long capabilities = registers.u32(0x24);
        int control = registers.u16(0x28);
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "DevCap2: Completion Timeout: %s, %s",
                formatTimeoutRanges((int) capabilities & 0xf),
                RegisterBits.startingAt(4, "TimeoutDis")
                        .withNames(10, "NROPrPrP", "LTR")
                        .format(capabilities)));
        lines.add(format(
                "\t %s OBFF %s, %s%s",
                RegisterBits.startingAt(16, "10BitTagComp", "10BitTagReq").format(capabilities),
                OBFF_SUPPORT.get((int) (capabilities >> 18) & 3),
                RegisterBits.startingAt(20, "ExtFmt", "EETLPPrefix").format(capabilities),
                formatMaxPrefixes(capabilities)));
        lines.add(format(
                "\t EmergencyPowerReduction %s, %s",
                POWER_REDUCTION.get((int) (capabilities >> 24) & 3),
                RegisterBits.startingAt(26, "EmergencyPowerReductionInit").format(capabilities)));
        lines.add("\t " + RegisterBits.startingAt(31, "FRS").format(capabilities)
                + formatTphAndAriSupport(capabilities, type));
        addAtomicOpCapabilities(registers, type, lines);
        lines.add(format(
                "DevCtl2: Completion Timeout: %s, %s OBFF %s,%s",
                TIMEOUTS.getOrDefault(control & 0xf, "Unknown"),
                RegisterBits.startingAt(4, "TimeoutDis")
                        .withNames(10, "LTR")
                        .withNames(12, "10BitTagReq")
                        .format(control),
                OBFF_CONTROL.get(control >> 13 & 3),
                formatAriForwarding(control, type)));
        addAtomicOpControl(control, type, lines);
        return lines;
    }

    private static String formatFeatures(long capabilities, PortType type) {
        RegisterBits bits = RegisterBits.startingAt(5, "ExtTag");
        if (type.isLinkEndpoint() || type == PortType.UPSTREAM_PORT || type == PortType.PCI_BRIDGE) {
            bits = bits.withNames(12, "AttnBtn", "AttnInd", "PwrInd");
        }
        bits = bits.withNames(15, "RBE");
        if (type.isEndpoint()) {
            bits = bits.withNames(28, "FLReset");
        }
        boolean hasPowerLimit =
                type == PortType.ENDPOINT || type == PortType.UPSTREAM_PORT || type == PortType.PCI_BRIDGE;
        return bits.format(capabilities) + (hasPowerLimit ? " SlotPowerLimit " + powerLimit(capabilities) : "");
    }

    /**
     * Formats watts from 8 bits of value and 2 bits of scale. At scale 0, the values from 0xf0 on mean 250 W and more,
     * in steps of 25 W.
     */
    private static String powerLimit(long capabilities) {
        int value = (int) (capabilities >> 18) & 0xff;
        int scale = (int) (capabilities >> 26) & 3;
        if (scale == 0 && value == 0xff) {
            return ">600W";
        }
        int watts = scale == 0 && value >= 0xf0 ? 250 + 25 * (value - 0xf0) : value;
        return BigDecimal.valueOf(watts, scale).stripTrailingZeros().toPlainString() + "W";
    }

    private static String formatLastControlBit(int control, PortType type, boolean supportsReset) {
        if (type == PortType.PCI_BRIDGE) {
            return " " + RegisterBits.startingAt(15, "BrConfRtry").format(control);
        }
        return supportsReset ? " " + RegisterBits.startingAt(15, "FLReset").format(control) : "";
    }

    private static String formatTimeoutRanges(int code) {
        return code < TIMEOUT_RANGES.size()
                ? TIMEOUT_RANGES.get(code)
                : MULTI_LETTER_TIMEOUT_RANGES.getOrDefault(code, "Unknown");
    }

    private static String formatMaxPrefixes(long capabilities) {
        int count = (int) (capabilities >> 22) & 3;
        return (capabilities & 1 << 21) == 0 ? "" : ", MaxEETLPPrefixes " + (count == 0 ? 4 : count);
    }

    private static String formatTphAndAriSupport(long capabilities, PortType type) {
        String completer = type == PortType.ENDPOINT || type == PortType.ROOT_PORT
                ? " " + TPH_COMPLETER.get((int) (capabilities >> 12) & 3)
                : "";
        return completer + formatAriForwarding(capabilities, type);
    }

    private static String formatAriForwarding(long register, PortType type) {
        return type == PortType.ROOT_PORT || type == PortType.DOWNSTREAM_PORT
                ? " " + RegisterBits.startingAt(5, "ARIFwd").format(register)
                : "";
    }

    private static void addAtomicOpCapabilities(CapabilityRegisters registers, PortType type, List<String> lines) {
        boolean hasMemoryBar = registers.configuration().bars().stream().anyMatch(bar -> bar.kind() != Bar.Kind.IO);
        RegisterBits bits = type.isRoutingPort() ? RegisterBits.startingAt(6, "Routing") : RegisterBits.startingAt(0);
        if (hasMemoryBar || type == PortType.ROOT_PORT) {
            bits = bits.withNames(7, "32bit", "64bit", "128bitCAS");
        }
        if (hasMemoryBar || type.isRoutingPort()) {
            lines.add("\t AtomicOpsCap: " + bits.format(registers.u32(0x24)));
        }
    }

    private static void addAtomicOpControl(int control, PortType type, List<String> lines) {
        boolean isRequester = type.isEndpoint() || type == PortType.ROOT_PORT;
        RegisterBits bits = isRequester ? RegisterBits.startingAt(6, "ReqEn") : RegisterBits.startingAt(0);
        if (type.isRoutingPort()) {
            bits = bits.withNames(7, "EgressBlck");
        }
        if (isRequester || type.isRoutingPort()) {
            lines.add("\t AtomicOpsCtl: " + bits.format(control));
        }
    }
}
