// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A named register of a configuration space.
 *
 * @param offset offset of its first byte in the space
 * @param length bytes, 1 to 4
 * @param name name as in the PCI specifications, after the name of its capability
 * @param formatter formats its value
 * @param layoutMask bits that decide which registers follow it, such as a capability id; 0 for most registers
 * @param layoutEnd end offset of the registers that depend on these bits
 */
record ConfigRegister(
        int offset, int length, String name, LongFunction<String> formatter, long layoutMask, int layoutEnd) {
    /** Creates a register that is shown as a hexadecimal number. */
    static ConfigRegister hex(int offset, int length, String name) {
        return formatted(offset, length, name, value -> String.format(Locale.ROOT, "0x%0" + 2 * length + "x", value));
    }

    /** Creates a register with its own format. */
    static ConfigRegister formatted(int offset, int length, String name, LongFunction<String> formatter) {
        return new ConfigRegister(offset, length, name, formatter, 0, offset + length);
    }

    boolean contains(int at) {
        return at >= offset && at < offset + length;
    }

    /** Returns its value, zero-extended; bytes outside the space count as 0. */
    long value(ConfigSpace space) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (space.contains(offset + i, 1) ? space.u8(offset + i) : 0);
        }
        return value;
    }

    /** Returns its value for people. */
    String formatted(ConfigSpace space) {
        return formatter.apply(value(space));
    }

    /** Returns the offset at which a comparison continues. Registers with another layout are skipped. */
    int nextOffset(ConfigSpace one, ConfigSpace other) {
        return ((value(one) ^ value(other)) & layoutMask) == 0 ? offset + length : layoutEnd;
    }
}
