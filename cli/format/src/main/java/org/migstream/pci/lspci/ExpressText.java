// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;

/**
 * PCI Express: device and link. Slot and root registers, which only ports have, and link registers of version 2 are left
 * out.
 */
final class ExpressText {
    static final CapabilityFormatter EXPRESS =
            new CapabilityFormatter(ExpressText::heading, registers -> registers.contains(0x14), ExpressText::details);

    private ExpressText() {}

    private static String heading(CapabilityRegisters registers) {
        int flags = registers.u16(2);
        return format(
                "Express (v%d) %s, MSI %02x",
                flags & 0xf, ExpressType.of(registers).describe(flags), flags >> 9 & 0x1f);
    }

    private static List<String> details(CapabilityRegisters registers) {
        ExpressType type = ExpressType.of(registers);
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
