// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All registers in which two configuration spaces differ, whether or not it matters to whoever loads them; that is for
 * {@link ConfigCompatibility} to say.
 */
public final class ConfigDifferences {
    private ConfigDifferences() {}

    /**
     * A register with two values.
     *
     * @param offset of its first byte in the space
     * @param name as in the PCI specifications
     * @param first its value in the first space, for people
     * @param second in the second
     */
    public record Difference(int offset, String name, String first, String second) {}

    /** The differences in the part that both spaces have, by the names of the first, or else of the second. */
    public static List<Difference> between(ConfigSpace one, ConfigSpace other) {
        ConfigRegisterMap registers = registerMap(one);
        ConfigRegisterMap others = registerMap(other);
        List<Difference> differences = new ArrayList<>();
        int size = Math.min(one.size(), other.size());
        for (int at = 0; at < size; at++) {
            if (one.u8(at) != other.u8(at)) {
                int place = at;
                ConfigRegister register = registers
                        .findNamed(at)
                        .or(() -> others.findNamed(place))
                        .orElseGet(() -> registers.registerAt(place));
                differences.add(difference(register, one, other));
                at = Math.max(at, register.offset() + register.length() - 1);
            }
        }
        return differences;
    }

    private static ConfigRegisterMap registerMap(ConfigSpace space) {
        PciConfiguration decoded = PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
        return new ConfigRegisterMap(space, decoded.capabilities(), decoded.extendedCapabilities());
    }

    private static Difference difference(ConfigRegister register, ConfigSpace one, ConfigSpace other) {
        return new Difference(
                register.offset(), register.name(), formatValue(register, one), formatValue(register, other));
    }

    /** The number, and what it means where that is more. */
    private static String formatValue(ConfigRegister register, ConfigSpace space) {
        String number = String.format(Locale.ROOT, "0x%0" + 2 * register.length() + "x", register.value(space));
        String shown = register.formatted(space);
        return shown.equals(number) ? number : number + " (" + shown + ")";
    }

    /** The vectors in which two MSI-X tables differ, as far as both have them; the offset is the vector's number. */
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
