// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** Reads and writes a device's configuration in the header of its state file, as hexadecimal digits. */
final class StoredConfiguration {
    private static final String CONFIG_SPACE = "config-space";
    private static final String MSIX_TABLE = "msix-table";
    private static final String MSIX_PENDING_BITS = "msix-pending";
    private static final HexFormat HEX = HexFormat.of();

    /**
     * The read-only registers as {offset, length}: vendor and device id, revision and class, header type, subsystem
     * ids, first capability.
     */
    private static final int[][] READ_ONLY_RANGES = {{0x00, 4}, {0x08, 4}, {0x0e, 1}, {0x2c, 4}, {0x34, 1}};

    private StoredConfiguration() {}

    static void write(SimulatedStateFile file, DeviceConfiguration configuration) {
        file.putEntry(CONFIG_SPACE, toHex(configuration.configSpace().bytes()));
        file.putEntry(MSIX_TABLE, toHex(configuration.msixTable().table()));
        file.putEntry(MSIX_PENDING_BITS, toHex(configuration.msixTable().pendingBits()));
    }

    /** @throws IOException if the configuration is damaged */
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
        return HEX.parseHex(
                file.entry(key).orElseThrow(() -> new IllegalArgumentException("the entry " + key + " is missing")));
    }

    private static String toHex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HEX.formatHex(copy);
    }

    /** Returns the configuration of a device after a write. Read-only registers keep their values. */
    static DeviceConfiguration afterWrite(DeviceConfiguration current, DeviceConfiguration written)
            throws VfioException {
        written.requireSameDeviceType(current);
        ByteBuffer before = current.configSpace().bytes();
        byte[] after = new byte[before.remaining()];
        ByteBuffer space = written.configSpace().bytes();
        space.get(after, 0, Math.min(after.length, space.remaining()));
        for (int[] range : READ_ONLY_RANGES) {
            before.get(range[0], after, range[0], range[1]);
        }
        return new DeviceConfiguration(new ConfigSpace(after), written.msixTable());
    }
}
