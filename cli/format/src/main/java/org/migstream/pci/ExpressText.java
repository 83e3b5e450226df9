// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.ArrayList;
import java.util.List;

/**
 * PCI Express: device and link. Slot and root registers, which only ports have, and link registers of version 2 are left
 * out.
 */
final class ExpressText {
    static final CapabilityText EXPRESS =
            new CapabilityText(ExpressText::heading, registers -> registers.has(0x14), ExpressText::details);

    private ExpressText() {}

    private static String heading(CapabilityRegisters registers) {
        int flags = registers.u16(2);
        return line(
                "Express (v%d) %s, MSI %02x",
                flags & 0xf, ExpressType.of(registers).show(flags), flags >> 9 & 0x1f);
    }

    private static List<String> details(CapabilityRegisters registers) {
        ExpressType type = ExpressType.of(registers);
        List<String> lines = new ArrayList<>(ExpressDeviceText.version1(registers, type));
        if (type.hasLink()) {
            lines.addAll(ExpressLinkText.lines(registers, type));
        }
        if ((registers.u16(2) & 0xf) >= 2 && registers.has(0x2c)) {
            lines.addAll(ExpressDeviceText.version2(registers, type));
        }
        return lines;
    }
}
