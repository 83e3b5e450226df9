// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.Arrays;
import org.migstream.device.VfioConfig;
import org.migstream.stream.VfioConfigLayout;

/** What tells one device from all others of its kind, in the configuration that QEMU saved for it. */
final class SerialNumberRedactor {
    /** PCIe 7.9.3: a header, then eight bytes. */
    private static final String SERIAL_NUMBER_CAPABILITY = "DSN";
    /** PCI 3.0, appendix I: a header of four bytes, then what was read last, of part and serial numbers. */
    private static final String VPD_CAPABILITY = "VPD";

    private SerialNumberRedactor() {}

    /** The bytes of a configuration without them; where the layout is not known, zeroes. */
    static byte[] redact(VfioConfig config, byte[] bytes) {
        if (config.configSpace() == null) {
            return new byte[bytes.length];
        }
        byte[] blank = bytes.clone();
        config.pciConfiguration().extendedCapabilities().stream()
                .filter(capability -> SERIAL_NUMBER_CAPABILITY.equals(capability.name()))
                .forEach(capability -> zeroFill(config, blank, capability.offset() + 4, Long.BYTES));
        config.pciConfiguration().capabilities().stream()
                .filter(capability -> VPD_CAPABILITY.equals(capability.name()))
                .forEach(capability -> zeroFill(config, blank, capability.offset() + 4, Integer.BYTES));
        return blank;
    }

    private static void zeroFill(VfioConfig config, byte[] bytes, int offset, int count) {
        int from = VfioConfigLayout.SPACE_OFFSET
                + Math.min(offset, config.configSpace().size());
        int to = VfioConfigLayout.SPACE_OFFSET
                + Math.min(offset + count, config.configSpace().size());
        Arrays.fill(bytes, from, to, (byte) 0);
    }
}
