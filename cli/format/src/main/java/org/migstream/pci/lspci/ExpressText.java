// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.PortType;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats the PCI Express capability: device and link registers. Slot and root registers, which only ports have, are
 * omitted, and so are the link registers of version 2.
 */
final class ExpressText {
    static final CapabilityFormatter EXPRESS =
            new CapabilityFormatter(ExpressText::heading, registers -> registers.contains(0x14), ExpressText::details);

    private static final int SLOT_IMPLEMENTED = 8;

    private ExpressText() {}

    private static String heading(CapabilityRegisters registers) {
        int flags = registers.u16(2);
        return format("Express (v%d) %s, MSI %02x", flags & 0xf, typeText(flags), flags >> 9 & 0x1f);
    }

    /** Returns the type as lspci prints it; {@code flags} is the capabilities register. */
    private static String typeText(int flags) {
        String slot = " (" + RegisterBits.startingAt(SLOT_IMPLEMENTED, "Slot").format(flags) + ")";
        return switch (PortType.ofFlags(flags)) {
            case ENDPOINT -> "Endpoint";
            case LEGACY_ENDPOINT -> "Legacy Endpoint";
            case ROOT_PORT -> "Root Port" + slot;
            case UPSTREAM_PORT -> "Upstream Port";
            case DOWNSTREAM_PORT -> "Downstream Port" + slot;
            case PCI_BRIDGE -> "PCI-Express to PCI/PCI-X Bridge";
            case PCIE_BRIDGE -> "PCI/PCI-X to PCI-Express Bridge" + slot;
            case INTEGRATED_ENDPOINT -> "Root Complex Integrated Endpoint";
            case EVENT_COLLECTOR -> "Root Complex Event Collector";
            case UNKNOWN -> "Unknown type " + (flags >> 4 & 0xf);
        };
    }

    private static List<String> details(CapabilityRegisters registers) {
        PortType type = PortType.ofFlags(registers.u16(2));
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
