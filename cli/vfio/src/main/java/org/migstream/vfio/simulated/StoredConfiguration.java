// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** A device's configuration, as it stands in the header of its state file: hexadecimal digits. */
final class StoredConfiguration {
    private static final String CONFIG_SPACE = "config-space";
    private static final String MSIX_TABLE = "msix-table";
    private static final String MSIX_PENDING_BITS = "msix-pending";
    private static final HexFormat HEX = HexFormat.of();

    /** What a guest can not write: ids, revision and class, header type, subsystem, first capability. */
    private static final int[][] READ_ONLY_RANGES = {{0x00, 4}, {0x08, 4}, {0x0e, 1}, {0x2c, 4}, {0x34, 1}};

    private StoredConfiguration() {}

    static void write(SimulatedStateFile file, DeviceConfiguration configuration) {
        file.entry(CONFIG_SPACE, toHex(configuration.configSpace().bytes()));
        file.entry(MSIX_TABLE, toHex(configuration.msixTable().table()));
        file.entry(MSIX_PENDING_BITS, toHex(configuration.msixTable().pendingBits()));
    }

    /** @throws IOException if it is damaged */
    static DeviceConfiguration read(SimulatedStateFile file) throws IOException {
        try {
            return new DeviceConfiguration(
                    new ConfigSpace(parseEntry(file, CONFIG_SPACE)),
                    new MsixTable(parseEntry(file, MSIX_TABLE), parseEntry(file, MSIX_PENDING_BITS)));
        } catch (IllegalArgumentException e) {
            throw new IOException("its configuration is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] parseEntry(SimulatedStateFile file, String key) {
        return HEX.parseHex(file.entry(key).orElseThrow(() -> new IllegalArgumentException("no " + key)));
    }

    private static String toHex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HEX.formatHex(copy);
    }

    /** What a device has after it was given another configuration. */
    static DeviceConfiguration afterWrite(DeviceConfiguration own, DeviceConfiguration other) throws VfioException {
        other.requireSameDeviceType(own);
        ByteBuffer before = own.configSpace().bytes();
        byte[] after = new byte[before.remaining()];
        ByteBuffer written = other.configSpace().bytes();
        written.get(after, 0, Math.min(after.length, written.remaining()));
        for (int[] range : READ_ONLY_RANGES) {
            before.get(range[0], after, range[0], range[1]);
        }
        return new DeviceConfiguration(new ConfigSpace(after), other.msixTable());
    }
}
