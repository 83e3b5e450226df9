// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;

/**
 * Formats one kind of capability as lspci does: a heading, then the registers if all of them are inside the
 * configuration space.
 *
 * @param heading formats the heading; it may read the first four bytes, which every capability has
 * @param hasDetails returns whether all registers that {@code details} reads are inside the space
 * @param details formats one line for each register group, without the common indentation
 */
record CapabilityFormatter(
        Function<CapabilityRegisters, String> heading,
        Predicate<CapabilityRegisters> hasDetails,
        Function<CapabilityRegisters, List<String>> details) {
    /** Creates a formatter with a fixed heading for a capability of {@code size} bytes. */
    static CapabilityFormatter of(String heading, int size, Function<CapabilityRegisters, List<String>> details) {
        return new CapabilityFormatter(registers -> heading, registers -> registers.contains(size), details);
    }

    /** Creates a formatter that prints only a heading. */
    static CapabilityFormatter headingOnly(Function<CapabilityRegisters, String> heading) {
        return new CapabilityFormatter(heading, registers -> false, registers -> List.of());
    }

    /** Returns the lines of a capability. The first line follows the offset of the capability and has no indentation. */
    List<String> formatLines(CapabilityRegisters registers) {
        List<String> lines = new ArrayList<>();
        lines.add(heading.apply(registers));
        if (hasDetails.test(registers)) {
            details.apply(registers).forEach(line -> lines.add("\t\t" + line));
        }
        return lines;
    }

    /**
     * Formats text independently of the user's locale. For Locale.US the JDK knows the digits without reading its tables of
     * locales.
     */
    static String format(String format, Object... values) {
        return String.format(Locale.US, format, values);
    }

    /**
     * The registers of one capability, by their offset from its start, and the other data of the PCI function.
     *
     * @param space the whole configuration space
     * @param offset start of the capability in the space
     * @param configuration decoded registers of the function
     * @param msixTable the saved MSI-X vectors
     */
    record CapabilityRegisters(ConfigSpace space, int offset, PciConfiguration configuration, MsixTable msixTable) {
        /** Returns whether the first {@code size} bytes of the capability are inside the space. */
        boolean contains(int size) {
            return space.contains(offset, size);
        }

        int u8(int register) {
            return space.u8(offset + register);
        }

        int u16(int register) {
            return space.u16(offset + register);
        }

        long u32(int register) {
            return space.u32(offset + register);
        }
    }
}
