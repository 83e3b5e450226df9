// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.migstream.pci.ConfigRegisterMap.ConfigRegister;

/**
 * The register of a saved configuration space that a byte belongs to, with its saved value and its value if the byte were
 * another one.
 *
 * @param offset offset of the first byte of the register
 * @param name name as in the PCI specifications, after the name of its capability
 * @param saved its value, for people
 * @param other its value with the other byte, for people; the other bytes are those of the saved value
 */
public record RegisterByteChange(int offset, String name, String saved, String other) {
    /**
     * Finds the register.
     *
     * @param at offset of one of its bytes; inside the space
     * @param otherByte the other value of that byte, 0 to 255
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

    /** Returns the name of the register at an offset that has the same register in every space; else a description. */
    public static String registerNameAt(int at) {
        if (at >= PciRegs.STD_HEADER_SIZEOF) {
            return "a register of a capability, which one depends on the device";
        }
        if (at >= PciRegs.BASE_ADDRESS_0 && at < PciRegs.BASE_ADDRESS_END) {
            return "BAR " + (at - PciRegs.BASE_ADDRESS_0) / 4;
        }
        return new ConfigRegisterMap(new ConfigSpace(new byte[ConfigSpace.CONVENTIONAL_SIZE]), List.of(), List.of())
                .registerAt(at)
                .name();
    }
}
