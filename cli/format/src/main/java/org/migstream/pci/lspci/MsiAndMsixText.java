// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.MsiCapability;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats the MSI and MSI-X capabilities. An additional line, which lspci does not print, counts the saved MSI-X
 * vectors.
 */
final class MsiAndMsixText {
    private static final RegisterBits ENABLE = RegisterBits.startingAt(0, "Enable");
    private static final RegisterBits MSI_FEATURES =
            RegisterBits.startingAt(8, "Maskable").withNames(7, "64bit");

    static final CapabilityFormatter MSI = new CapabilityFormatter(
            MsiAndMsixText::msiHeading,
            registers -> MsiCapability.isComplete(registers.space(), registers.offset()),
            MsiAndMsixText::msiDetails);

    static final CapabilityFormatter MSIX = new CapabilityFormatter(
            MsiAndMsixText::msixHeading,
            registers -> registers.contains(MsixCapability.SIZE),
            MsiAndMsixText::msixDetails);

    private MsiAndMsixText() {}

    private static String msiHeading(CapabilityRegisters registers) {
        int control = registers.u16(2);
        return format(
                "MSI: %s Count=%d/%d %s",
                ENABLE.format(control),
                MsiCapability.vectorsEnabled(control),
                MsiCapability.vectorsCapable(control),
                MSI_FEATURES.format(control));
    }

    private static List<String> msiDetails(CapabilityRegisters registers) {
        MsiCapability msi = MsiCapability.read(registers.space(), registers.offset());
        List<String> lines = new ArrayList<>();
        lines.add(
                format("Address: %0" + (msi.has64BitAddress() ? 16 : 8) + "x  Data: %04x", msi.address(), msi.data()));
        if (msi.maskBits().isPresent()) {
            lines.add(format(
                    "Masking: %08x  Pending: %08x",
                    msi.maskBits().getAsLong(), msi.pendingBits().getAsLong()));
        }
        return lines;
    }

    private static String msixHeading(CapabilityRegisters registers) {
        int control = registers.u16(2);
        return format(
                "MSI-X: %s Count=%d %s",
                RegisterBits.startingAt(15, "Enable").format(control),
                MsixCapability.vectorCount(control),
                RegisterBits.startingAt(14, "Masked").format(control));
    }

    private static List<String> msixDetails(CapabilityRegisters registers) {
        MsixCapability msix = MsixCapability.read(registers.space(), registers.offset());
        MsixTable.Summary saved = registers.msixTable().summary();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "Vector table: BAR=%d offset=%08x",
                msix.table().bar(), msix.table().offset()));
        lines.add(format(
                "PBA: BAR=%d offset=%08x",
                msix.pendingBits().bar(), msix.pendingBits().offset()));
        if (saved.entries() != 0) {
            lines.add(format(
                    "Saved vectors: %d, programmed %d, masked %d, pending %d",
                    saved.entries(), saved.programmed(), saved.masked(), saved.pending()));
        }
        return lines;
    }
}
