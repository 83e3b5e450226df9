// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats the PCI Express capability: device and link registers. Slot and root registers, which only ports have, are
 * omitted, and so are the link registers of version 2.
 */
final class ExpressText {
    static final CapabilityFormatter EXPRESS =
            new CapabilityFormatter(ExpressText::heading, registers -> registers.contains(0x14), ExpressText::details);

    /** Device/port type of the PCI Express capabilities register: {@code PCI_EXP_TYPE_*}. */
    enum PortType {
        ENDPOINT(0x0, "Endpoint"),
        LEGACY_ENDPOINT(0x1, "Legacy Endpoint"),
        ROOT_PORT(0x4, "Root Port"),
        UPSTREAM_PORT(0x5, "Upstream Port"),
        DOWNSTREAM_PORT(0x6, "Downstream Port"),
        PCI_BRIDGE(0x7, "PCI-Express to PCI/PCI-X Bridge"),
        PCIE_BRIDGE(0x8, "PCI/PCI-X to PCI-Express Bridge"),
        INTEGRATED_ENDPOINT(0x9, "Root Complex Integrated Endpoint"),
        EVENT_COLLECTOR(0xa, "Root Complex Event Collector"),
        UNKNOWN(-1, "Unknown type");

        private static final int SLOT_IMPLEMENTED = 8;

        private final int code;
        private final String title;

        PortType(int code, String title) {
            this.code = code;
            this.title = title;
        }

        static PortType of(CapabilityRegisters registers) {
            int code = registers.u16(2) >> 4 & 0xf;
            return Arrays.stream(values())
                    .filter(type -> type.code == code)
                    .findFirst()
                    .orElse(UNKNOWN);
        }

        /** Returns the name that lspci prints; {@code flags} is the capabilities register. */
        String describe(int flags) {
            return switch (this) {
                case ROOT_PORT, DOWNSTREAM_PORT, PCIE_BRIDGE ->
                    title + " ("
                            + RegisterBits.startingAt(SLOT_IMPLEMENTED, "Slot").format(flags) + ")";
                case UNKNOWN -> title + " " + (flags >> 4 & 0xf);
                default -> title;
            };
        }

        /** Returns whether the function has its own external link. Functions inside the root complex have none. */
        boolean hasLink() {
            return this != INTEGRATED_ENDPOINT && this != EVENT_COLLECTOR;
        }

        /** Returns whether this is an endpoint at the lower end of a link. */
        boolean isLinkEndpoint() {
            return this == ENDPOINT || this == LEGACY_ENDPOINT;
        }

        /** Returns whether this is an endpoint, not a port or bridge. */
        boolean isEndpoint() {
            return isLinkEndpoint() || this == INTEGRATED_ENDPOINT;
        }

        /** Returns whether this port is the upper end of a link. */
        boolean isDownstreamPort() {
            return this == ROOT_PORT || this == DOWNSTREAM_PORT || this == PCIE_BRIDGE;
        }

        /** Returns whether this port routes between links. */
        boolean isRoutingPort() {
            return this == ROOT_PORT || this == UPSTREAM_PORT || this == DOWNSTREAM_PORT;
        }
    }

    private ExpressText() {}

    private static String heading(CapabilityRegisters registers) {
        int flags = registers.u16(2);
        return format(
                "Express (v%d) %s, MSI %02x",
                flags & 0xf, PortType.of(registers).describe(flags), flags >> 9 & 0x1f);
    }

    private static List<String> details(CapabilityRegisters registers) {
        PortType type = PortType.of(registers);
        List<String> lines = new ArrayList<>(ExpressDeviceText.formatVersion1(registers, type));
        if (type.hasLink()) {
            lines.addAll(ExpressLinkText.formatLines(registers, type));
        }
        if ((registers.u16(2) & 0xf) >= 2 && registers.contains(0x2c)) {
            lines.addAll(ExpressDeviceText.formatVersion2(registers, type));
        }
        return lines;
    }
}
