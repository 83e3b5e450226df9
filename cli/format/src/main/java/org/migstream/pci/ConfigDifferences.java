// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.migstream.pci.ConfigRegisterMap.ConfigRegister;

/**
 * Lists all registers in which two configuration spaces differ. {@link ConfigCompatibility} finds only the differences
 * that matter when QEMU loads a stream.
 */
public final class ConfigDifferences {
    private ConfigDifferences() {}

    /**
     * A register with two values.
     *
     * @param offset offset of its first byte in the space
     * @param name name as in the PCI specifications
     * @param first value in the first space, for people
     * @param second value in the second space, for people
     */
    public record Difference(int offset, String name, String first, String second) {}

    /**
     * Compares the bytes that both spaces have. The name of a register comes from the first space, or from the second
     * if the register has no name in the first. Outside of the header, a value has a meaning only in
     * a space that has the register.
     */
    public static List<Difference> between(ConfigSpace first, ConfigSpace second) {
        ConfigRegisterMap registers = ConfigRegisterMap.of(first);
        ConfigRegisterMap secondRegisters = ConfigRegisterMap.of(second);
        List<Difference> differences = new ArrayList<>();
        int size = Math.min(first.size(), second.size());
        for (int at = 0; at < size; at++) {
            if (first.u8(at) != second.u8(at)) {
                int offset = at;
                ConfigRegister register = registers
                        .findNamed(at)
                        .or(() -> secondRegisters.findNamed(offset))
                        .orElseGet(() -> (registers.covers(offset) ? registers : secondRegisters).registerAt(offset));
                differences.add(new Difference(
                        register.offset(),
                        register.name(),
                        formatValue(register, registers, first),
                        formatValue(register, secondRegisters, second)));
                at = Math.max(at, register.offset() + register.length() - 1);
            }
        }
        return differences;
    }

    /** Returns the value as a hexadecimal number, followed by its meaning in this space if that is another text. */
    private static String formatValue(ConfigRegister register, ConfigRegisterMap registers, ConfigSpace space) {
        String number = String.format(Locale.ROOT, "0x%0" + 2 * register.length() + "x", register.value(space));
        boolean isHeader = register.offset() < PciRegs.STD_HEADER_SIZEOF;
        return registers
                .findNamed(register.offset())
                .filter(own -> own.offset() == register.offset() && own.length() == register.length())
                .or(() -> Optional.of(register).filter(any -> isHeader))
                .map(own -> own.formatted(space))
                .filter(meaning -> !meaning.equals(number))
                .map(meaning -> number + " (" + meaning + ")")
                .orElse(number);
    }

    /** Compares the vectors that both MSI-X tables have. The offset of a difference is the number of the vector. */
    public static List<Difference> between(MsixTable first, MsixTable second) {
        List<Difference> differences = new ArrayList<>();
        for (int vector = 0; vector < Math.min(first.entryCount(), second.entryCount()); vector++) {
            String firstVector = first.describe(vector);
            String secondVector = second.describe(vector);
            if (!firstVector.equals(secondVector)) {
                differences.add(new Difference(vector, "vector " + vector, firstVector, secondVector));
            }
        }
        return differences;
    }
}
