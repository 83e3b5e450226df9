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
final class ConfigurationNotes {
    private static final String SPACE = "config-space";
    private static final String TABLE = "msix-table";
    private static final String PENDING = "msix-pending";
    private static final HexFormat HEX = HexFormat.of();

    /** What a guest can not write: ids, revision and class, header type, subsystem, first capability. */
    private static final int[][] READ_ONLY = {{0x00, 4}, {0x08, 4}, {0x0e, 1}, {0x2c, 4}, {0x34, 1}};

    private ConfigurationNotes() {}

    static void write(StateFile file, DeviceConfiguration configuration) {
        file.note(SPACE, digits(configuration.configSpace().bytes()));
        file.note(TABLE, digits(configuration.msixTable().table()));
        file.note(PENDING, digits(configuration.msixTable().pendingBits()));
    }

    /** @throws IOException if it is damaged */
    static DeviceConfiguration read(StateFile file) throws IOException {
        try {
            return new DeviceConfiguration(
                    new ConfigSpace(bytes(file, SPACE)), new MsixTable(bytes(file, TABLE), bytes(file, PENDING)));
        } catch (IllegalArgumentException e) {
            throw new IOException("its configuration is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(StateFile file, String key) {
        return HEX.parseHex(file.note(key).orElseThrow(() -> new IllegalArgumentException("no " + key)));
    }

    private static String digits(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HEX.formatHex(copy);
    }

    /** What a device has after it was given another configuration. */
    static DeviceConfiguration given(DeviceConfiguration own, DeviceConfiguration other) throws VfioException {
        other.requireSameDeviceType(own);
        ByteBuffer before = own.configSpace().bytes();
        byte[] after = new byte[before.remaining()];
        ByteBuffer written = other.configSpace().bytes();
        written.get(after, 0, Math.min(after.length, written.remaining()));
        for (int[] range : READ_ONLY) {
            before.get(range[0], after, range[0], range[1]);
        }
        return new DeviceConfiguration(new ConfigSpace(after), other.msixTable());
    }
}
