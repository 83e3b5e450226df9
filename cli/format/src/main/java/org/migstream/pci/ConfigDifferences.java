// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All registers in which two configuration spaces differ, whether or not it matters to whoever loads them; that is for
 * {@link ConfigComparison} to say.
 */
public final class ConfigDifferences {
    private ConfigDifferences() {}

    /**
     * A register with two values.
     *
     * @param offset of its first byte in the space
     * @param name as in the PCI specifications
     * @param one its value in the first space, for people
     * @param other in the second
     */
    public record Difference(int offset, String name, String one, String other) {}

    /** The differences in the part that both spaces have, by the names of the first, or else of the second. */
    public static List<Difference> between(ConfigSpace one, ConfigSpace other) {
        ConfigRegisters registers = registers(one);
        ConfigRegisters others = registers(other);
        List<Difference> differences = new ArrayList<>();
        int size = Math.min(one.size(), other.size());
        for (int at = 0; at < size; at++) {
            if (one.u8(at) != other.u8(at)) {
                int place = at;
                ConfigRegister register =
                        registers.named(at).or(() -> others.named(place)).orElseGet(() -> registers.at(place));
                differences.add(difference(register, one, other));
                at = Math.max(at, register.offset() + register.length() - 1);
            }
        }
        return differences;
    }

    private static ConfigRegisters registers(ConfigSpace space) {
        PciConfiguration decoded = PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
        return new ConfigRegisters(space, decoded.capabilities(), decoded.extendedCapabilities());
    }

    private static Difference difference(ConfigRegister register, ConfigSpace one, ConfigSpace other) {
        return new Difference(register.offset(), register.name(), value(register, one), value(register, other));
    }

    /** The number, and what it means where that is more. */
    private static String value(ConfigRegister register, ConfigSpace space) {
        String number = String.format(Locale.ROOT, "0x%0" + 2 * register.length() + "x", register.value(space));
        String shown = register.shown(space);
        return shown.equals(number) ? number : number + " (" + shown + ")";
    }

    /** The vectors in which two MSI-X tables differ, as far as both have them; the offset is the vector's number. */
    public static List<Difference> between(MsixTable one, MsixTable other) {
        List<Difference> differences = new ArrayList<>();
        for (int vector = 0; vector < Math.min(one.entries(), other.entries()); vector++) {
            String here = one.shown(vector);
            String there = other.shown(vector);
            if (!here.equals(there)) {
                differences.add(new Difference(vector, "vector " + vector, here, there));
            }
        }
        return differences;
    }
}
