// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.PciConfiguration.Capability;
import org.migstream.pci.PciConfiguration.ExtendedCapability;
import org.migstream.pci.lspci.CapabilityFormatter.CapabilityRegisters;

/**
 * Formats a function like {@code lspci -vvv} of pciutils 3.9, with four differences. The first line has no slot. Vendors
 * and devices are printed as numbers, because migstream has no database of their names. Advanced Error Reporting has the
 * lines of pciutils 3.13. An additional line shows the number of saved MSI-X vectors.
 */
public final class LspciText {
    private LspciText() {}

    /** Returns the lines, indented with tabs and without line ends. */
    public static List<String> formatLines(PciConfiguration function, ConfigSpace space, MsixTable table) {
        List<String> lines = new ArrayList<>(HeaderText.formatLines(function, space));
        for (Capability capability : function.capabilities()) {
            String prefix = format("\tCapabilities: [%02x] ", capability.offset());
            addCapability(
                    prefix,
                    CapabilityFormatters.of(capability),
                    new CapabilityRegisters(space, capability.offset(), function, table),
                    lines);
        }
        for (ExtendedCapability capability : function.extendedCapabilities()) {
            String prefix = format("\tCapabilities: [%03x v%d] ", capability.offset(), capability.version());
            addCapability(
                    prefix,
                    CapabilityFormatters.of(capability),
                    new CapabilityRegisters(space, capability.offset(), function, table),
                    lines);
        }
        return List.copyOf(lines);
    }

    private static void addCapability(
            String prefix, CapabilityFormatter formatter, CapabilityRegisters registers, List<String> lines) {
        List<String> formatted = formatter.formatLines(registers);
        lines.add(prefix + formatted.get(0));
        lines.addAll(formatted.subList(1, formatted.size()));
    }
}
