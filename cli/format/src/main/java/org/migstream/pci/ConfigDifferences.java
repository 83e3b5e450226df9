// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.migstream.pci.ConfigRegisterMap.ConfigRegister;

/**
 * All registers in which two configuration spaces differ. {@link ConfigCompatibility} finds those that matter when QEMU
 * loads one of them.
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

    /** Compares the bytes that both spaces have. Names come from the first space, otherwise from the second. */
    public static List<Difference> between(ConfigSpace one, ConfigSpace other) {
        ConfigRegisterMap registers = ConfigRegisterMap.of(one);
        ConfigRegisterMap others = ConfigRegisterMap.of(other);
        List<Difference> differences = new ArrayList<>();
        int size = Math.min(one.size(), other.size());
        for (int at = 0; at < size; at++) {
            if (one.u8(at) != other.u8(at)) {
                int offset = at;
                ConfigRegister register = registers
                        .findNamed(at)
                        .or(() -> others.findNamed(offset))
                        .orElseGet(() -> registers.registerAt(offset));
                differences.add(difference(register, one, other));
                at = Math.max(at, register.offset() + register.length() - 1);
            }
        }
        return differences;
    }

    private static Difference difference(ConfigRegister register, ConfigSpace one, ConfigSpace other) {
        return new Difference(
                register.offset(), register.name(), formatValue(register, one), formatValue(register, other));
    }

    /** Returns the number, and its formatted value if that is different. */
    private static String formatValue(ConfigRegister register, ConfigSpace space) {
        String number = String.format(Locale.ROOT, "0x%0" + 2 * register.length() + "x", register.value(space));
        String shown = register.formatted(space);
        return shown.equals(number) ? number : number + " (" + shown + ")";
    }

    /** Compares the vectors that both MSI-X tables have. The offset of a difference is the number of the vector. */
    public static List<Difference> between(MsixTable one, MsixTable other) {
        List<Difference> differences = new ArrayList<>();
        for (int vector = 0; vector < Math.min(one.entryCount(), other.entryCount()); vector++) {
            String here = one.describe(vector);
            String there = other.describe(vector);
            if (!here.equals(there)) {
                differences.add(new Difference(vector, "vector " + vector, here, there));
            }
        }
        return differences;
    }
}
