// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.Arrays;
import org.migstream.device.VfioConfig;
import org.migstream.stream.VfioConfigLayout;

/** What tells one device from all others of its kind, in the configuration that QEMU saved for it. */
final class SerialNumbers {
    /** PCIe 7.9.3: a header, then eight bytes. */
    private static final String SERIAL_NUMBER = "DSN";
    /** PCI 3.0, appendix I: a header of four bytes, then what was read last, of part and serial numbers. */
    private static final String PRODUCT_DATA = "VPD";

    private SerialNumbers() {}

    /** The bytes of a configuration without them; where the layout is not known, zeroes. */
    static byte[] blank(VfioConfig config, byte[] bytes) {
        if (config.configSpace() == null) {
            return new byte[bytes.length];
        }
        byte[] blank = bytes.clone();
        config.pciConfiguration().extendedCapabilities().stream()
                .filter(capability -> SERIAL_NUMBER.equals(capability.name()))
                .forEach(capability -> zero(config, blank, capability.offset() + 4, Long.BYTES));
        config.pciConfiguration().capabilities().stream()
                .filter(capability -> PRODUCT_DATA.equals(capability.name()))
                .forEach(capability -> zero(config, blank, capability.offset() + 4, Integer.BYTES));
        return blank;
    }

    private static void zero(VfioConfig config, byte[] bytes, int offset, int count) {
        int from = VfioConfigLayout.SPACE_OFFSET
                + Math.min(offset, config.configSpace().size());
        int to = VfioConfigLayout.SPACE_OFFSET
                + Math.min(offset + count, config.configSpace().size());
        Arrays.fill(bytes, from, to, (byte) 0);
    }
}
