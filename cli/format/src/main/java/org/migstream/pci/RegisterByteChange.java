// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The register that a byte of a saved configuration space belongs to, beside what it would be with another byte there.
 *
 * @param offset of its first byte in the space
 * @param name as in the PCI specifications, that of its capability in front
 * @param saved its value for people
 * @param other its value with the other byte; what else may differ in it is not known
 */
public record RegisterByteChange(int offset, String name, String saved, String other) {
    /**
     * Reads a register.
     *
     * @param at the place of one of its bytes; inside the space
     * @param otherByte what stands there elsewhere, 0 to 255
     */
    public static RegisterByteChange of(ConfigSpace space, int at, int otherByte) {
        PciConfiguration configuration = PciConfiguration.decode(space, List.of(), MsixTable.EMPTY);
        ConfigRegister register = new ConfigRegisterMap(
                        space, configuration.capabilities(), configuration.extendedCapabilities())
                .registerAt(at);
        int shift = (at - register.offset()) * Byte.SIZE;
        long other = register.value(space) & ~(0xffL << shift) | (long) otherByte << shift;
        return new RegisterByteChange(
                register.offset(),
                register.name(),
                register.formatted(space),
                register.formatter().apply(other));
    }

    /** The name of a register that has the same place in every space; the others are named by their offset alone. */
    public static String name(int at) {
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

    /** The capabilities of a space and where they stand, in list order, the extended ones behind. */
    public static String describeCapabilities(PciConfiguration configuration) {
        String list = configuration.capabilities().stream()
                .map(capability -> "0x%02x %s"
                        .formatted(
                                capability.offset(),
                                capability.name() == null ? "id 0x%02x".formatted(capability.id()) : capability.name()))
                .collect(Collectors.joining(", "));
        String extended = configuration.extendedCapabilities().stream()
                .map(capability -> "0x%03x %s"
                        .formatted(
                                capability.offset(),
                                capability.name() == null ? "id 0x%04x".formatted(capability.id()) : capability.name()))
                .collect(Collectors.joining(", "));
        return list.isEmpty() || extended.isEmpty() ? list + extended : list + ", " + extended;
    }
}
