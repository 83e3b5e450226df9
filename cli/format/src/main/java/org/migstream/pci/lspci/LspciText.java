// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.migstream.pci.lspci.CapabilityFormatter.format;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.Capability;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.ExtendedCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;

/**
 * A function as {@code lspci -vvv} shows it, so that it can be laid beside a live device's. The lines are those of
 * pciutils 3.9, except that the first one has no slot, ids stay numbers for want of a name database, and MSI-X says in a
 * line of its own what became of the saved vectors.
 */
public final class LspciText {
    private LspciText() {}

    /** The lines, indented with tabs and without line ends. */
    public static List<String> formatLines(PciConfiguration function, ConfigSpace space, MsixTable table) {
        List<String> lines = new ArrayList<>(HeaderText.formatLines(function, space));
        for (Capability capability : function.capabilities()) {
            String place = format("\tCapabilities: [%02x] ", capability.offset());
            addCapability(
                    place,
                    CapabilityFormatters.of(capability),
                    new CapabilityRegisters(space, capability.offset(), function, table),
                    lines);
        }
        for (ExtendedCapability capability : function.extendedCapabilities()) {
            String place = format("\tCapabilities: [%03x v%d] ", capability.offset(), capability.version());
            addCapability(
                    place,
                    CapabilityFormatters.of(capability),
                    new CapabilityRegisters(space, capability.offset(), function, table),
                    lines);
        }
        return List.copyOf(lines);
    }

    private static void addCapability(
            String place, CapabilityFormatter text, CapabilityRegisters registers, List<String> lines) {
        List<String> shown = text.formatLines(registers);
        lines.add(place + shown.get(0));
        lines.addAll(shown.subList(1, shown.size()));
    }
}
