// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.migstream.pci.CapabilityText.line;

import java.util.ArrayList;
import java.util.List;

/** MSI and MSI-X; behind MSI-X a line of ours, which lspci cannot have: the saved vectors counted. */
final class MessageInterruptText {
    private static final RegisterBits ENABLE = RegisterBits.at(0, "Enable");
    private static final RegisterBits MSI_KIND = RegisterBits.at(8, "Maskable").and(7, "64bit");

    static final CapabilityText MSI = new CapabilityText(
            MessageInterruptText::msiHeading,
            registers -> MsiCapability.fits(registers.space(), registers.offset()),
            MessageInterruptText::msi);

    static final CapabilityText MSIX = new CapabilityText(
            MessageInterruptText::msixHeading,
            registers -> registers.has(MsixCapability.SIZE),
            MessageInterruptText::msix);

    private MessageInterruptText() {}

    private static String msiHeading(CapabilityRegisters registers) {
        int control = registers.u16(2);
        return line(
                "MSI: %s Count=%d/%d %s",
                ENABLE.show(control),
                MsiCapability.vectorsEnabled(control),
                MsiCapability.vectorsCapable(control),
                MSI_KIND.show(control));
    }

    private static List<String> msi(CapabilityRegisters registers) {
        MsiCapability msi = MsiCapability.at(registers.space(), registers.offset());
        List<String> lines = new ArrayList<>();
        lines.add(line("Address: %0" + (msi.wide() ? 16 : 8) + "x  Data: %04x", msi.address(), msi.data()));
        if (msi.mask().isPresent()) {
            lines.add(line(
                    "Masking: %08x  Pending: %08x",
                    msi.mask().getAsLong(), msi.pending().getAsLong()));
        }
        return lines;
    }

    private static String msixHeading(CapabilityRegisters registers) {
        int control = registers.u16(2);
        return line(
                "MSI-X: %s Count=%d %s",
                RegisterBits.at(15, "Enable").show(control),
                MsixCapability.vectors(control),
                RegisterBits.at(14, "Masked").show(control));
    }

    private static List<String> msix(CapabilityRegisters registers) {
        MsixCapability msix = MsixCapability.at(registers.space(), registers.offset());
        MsixTable.Summary saved = registers.table().summary();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "Vector table: BAR=%d offset=%08x",
                msix.table().bar(), msix.table().offset()));
        lines.add(line(
                "PBA: BAR=%d offset=%08x",
                msix.pendingBits().bar(), msix.pendingBits().offset()));
        if (saved.entries() != 0) {
            lines.add(line(
                    "Saved vectors: %d, programmed %d, masked %d, pending %d",
                    saved.entries(), saved.programmed(), saved.masked(), saved.pending()));
        }
        return lines;
    }
}
