// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.migstream.pci.ConfigRegisterMap.ConfigRegister;

/**
 * A register of a saved configuration space with two values: the saved value, and the value after a change of one byte.
 *
 * @param offset offset of the first byte of the register
 * @param name the name of its capability, followed by its name in the PCI specifications
 * @param saved saved value of the register, for people
 * @param other value of the register with the changed byte, for people
 */
public record RegisterByteChange(int offset, String name, String saved, String other) {
    /**
     * Finds the register that contains a byte, and computes both values.
     *
     * @param at offset of the byte; inside the space
     * @param otherByte new value of the byte, 0 to 255
     */
    public static RegisterByteChange of(ConfigSpace space, int at, int otherByte) {
        ConfigRegister register = ConfigRegisterMap.of(space).registerAt(at);
        int shift = (at - register.offset()) * Byte.SIZE;
        long other = register.value(space) & ~(0xffL << shift) | (long) otherByte << shift;
        return new RegisterByteChange(
                register.offset(),
                register.name(),
                register.formatted(space),
                register.formatter().apply(other));
    }

    /**
     * Returns the name of the register at an offset in a header of type 0. After the header, returns a description,
     * because the register depends on the device.
     */
    public static String registerNameAt(int at) {
        if (at >= PciRegs.STD_HEADER_SIZEOF) {
            return "a register of a capability; the capability depends on the device";
        }
        if (at >= PciRegs.BASE_ADDRESS_0 && at < PciRegs.BASE_ADDRESS_END) {
            return "BAR " + (at - PciRegs.BASE_ADDRESS_0) / 4;
        }
        return new ConfigRegisterMap(new ConfigSpace(new byte[ConfigSpace.CONVENTIONAL_SIZE]), List.of(), List.of())
                .registerAt(at)
                .name();
    }
}
