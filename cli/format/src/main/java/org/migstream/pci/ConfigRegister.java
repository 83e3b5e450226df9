// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A register of a configuration space under the name that people know it by.
 *
 * @param offset of its first byte in the space
 * @param length bytes, 1 to 4
 * @param name as in the PCI specifications, that of its capability in front
 * @param formatter how its value is written
 * @param layoutMask the bits of it that say what stands behind it; 0 for most
 * @param layoutEnd where what it says so of ends
 */
record ConfigRegister(
        int offset, int length, String name, LongFunction<String> formatter, long layoutMask, int layoutEnd) {
    /** A register whose value is a number. */
    static ConfigRegister hex(int offset, int length, String name) {
        return formatted(offset, length, name, value -> String.format(Locale.ROOT, "0x%0" + 2 * length + "x", value));
    }

    /** A register whose value is more than a number. */
    static ConfigRegister formatted(int offset, int length, String name, LongFunction<String> show) {
        return new ConfigRegister(offset, length, name, show, 0, offset + length);
    }

    boolean contains(int place) {
        return place >= offset && place < offset + length;
    }

    /** Its value, zero-extended; bytes outside the space count as 0. */
    long value(ConfigSpace space) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (space.contains(offset + i, 1) ? space.u8(offset + i) : 0);
        }
        return value;
    }

    /** Its value for people. */
    String formatted(ConfigSpace space) {
        return formatter.apply(value(space));
    }

    /** Where a comparison goes on: behind everything that is of another kind, if it is. */
    int nextOffset(ConfigSpace one, ConfigSpace other) {
        return ((value(one) ^ value(other)) & layoutMask) == 0 ? offset + length : layoutEnd;
    }
}
