// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;

/** Zeroes what identifies one particular device, not its model, in a configuration space. */
public final class SerialNumbers {
    /** Device Serial Number (PCIe 7.9.3): a header of four bytes, then a serial number of eight bytes. */
    private static final String SERIAL_NUMBER_CAPABILITY = "DSN";
    /** A header of a Device Serial Number without the offset of the next capability: id 3, version 1. */
    private static final long SERIAL_NUMBER_HEADER = 0x1_0003;

    private static final long HEADER_MASK = 0xf_ffff;
    /**
     * Vital Product Data (PCI 3.0, appendix I): a header of four bytes, then four bytes of the data that were read
     * last, which may belong to a part number or a serial number.
     */
    private static final String VPD_CAPABILITY = "VPD";

    private static final int HEADER_LENGTH = 4;

    private SerialNumbers() {}

    /**
     * Returns a copy without serial numbers. A damaged list of capabilities may hide one, so everything that looks like
     * the header of a Device Serial Number counts as one, too.
     */
    public static ConfigSpace zero(ConfigSpace space) {
        byte[] bytes = new byte[space.size()];
        space.bytes().get(bytes);
        PciConfiguration registers = PciConfiguration.read(space);
        registers.extendedCapabilities().stream()
                .filter(capability -> SERIAL_NUMBER_CAPABILITY.equals(capability.name()))
                .forEach(capability -> zeroFill(bytes, capability.offset(), Long.BYTES));
        registers.capabilities().stream()
                .filter(capability -> VPD_CAPABILITY.equals(capability.name()))
                .forEach(capability -> zeroFill(bytes, capability.offset(), Integer.BYTES));
        for (int offset = ConfigSpace.CONVENTIONAL_SIZE; space.contains(offset, 4); offset += 4) {
            if ((space.u32(offset) & HEADER_MASK) == SERIAL_NUMBER_HEADER) {
                zeroFill(bytes, offset, Long.BYTES);
            }
        }
        return new ConfigSpace(bytes);
    }

    private static void zeroFill(byte[] bytes, int capability, int count) {
        int from = capability + HEADER_LENGTH;
        Arrays.fill(bytes, Math.min(from, bytes.length), Math.min(from + count, bytes.length), (byte) 0);
    }
}
