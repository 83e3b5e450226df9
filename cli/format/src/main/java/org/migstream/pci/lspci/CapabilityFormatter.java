// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How lspci shows one kind of capability: a heading, then its registers if they all lie inside the space.
 *
 * @param heading may read the first four bytes, which every capability has
 * @param hasDetails whether everything that {@code details} reads lies inside the space
 * @param details a line for each register group, without the indentation that all of them share
 */
record CapabilityFormatter(
        Function<CapabilityRegisters, String> heading,
        Predicate<CapabilityRegisters> hasDetails,
        Function<CapabilityRegisters, List<String>> details) {
    /** A fixed heading and {@code size} bytes of registers, from the start of the capability. */
    static CapabilityFormatter of(String heading, int size, Function<CapabilityRegisters, List<String>> details) {
        return new CapabilityFormatter(registers -> heading, registers -> registers.contains(size), details);
    }

    /** A heading alone. */
    static CapabilityFormatter heading(Function<CapabilityRegisters, String> heading) {
        return new CapabilityFormatter(heading, registers -> false, registers -> List.of());
    }

    /** The lines of a capability; the first one has no indentation, it follows the capability's offset. */
    List<String> formatLines(CapabilityRegisters registers) {
        List<String> lines = new ArrayList<>();
        lines.add(heading.apply(registers));
        if (hasDetails.test(registers)) {
            details.apply(registers).forEach(line -> lines.add("\t\t" + line));
        }
        return lines;
    }

    /** {@code String.format} that does not depend on the user's language. */
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
