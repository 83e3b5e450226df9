// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.vfio.DeviceConfiguration;

/** Makes the configuration of a device to which firmware has given its addresses, and nobody anything else. */
final class PciFunction {
    private static final int COMMAND = 0x04;
    private static final int STATUS = 0x06;
    private static final int REVISION = 0x08;
    private static final int CLASS = 0x09;
    private static final int BARS = 0x10;
    private static final int SUBSYSTEM = 0x2c;
    private static final int CAPABILITIES = 0x34;
    private static final int INTERRUPT_PIN = 0x3d;
    private static final int CAPABILITY_LIST = 1 << 4;
    private static final int MEMORY = 2;
    private static final int BAR_64_PREFETCHABLE = 0xc;
    private static final int BAR_64_HIGH = 0x38;
    private static final int BAR_IO = 0xc061;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int LINE = 10;
    private static final int MSIX = 0x40;
    private static final int MSIX_ID = 0x11;
    private static final int PENDING = 0x1000;

    /** As QEMU has it of every device whose region is not exactly as long as a conventional one. */
    private final ByteBuffer space =
            ByteBuffer.allocate(ConfigSpace.EXPRESS_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private int vectors;

    /** A function with a class (24 bits), whose subsystem has the same ids. */
    PciFunction(int vendor, int device, int classCode) {
        space.putShort(0, (short) vendor).putShort(2, (short) device);
        space.putShort(SUBSYSTEM, (short) vendor).putShort(SUBSYSTEM + 2, (short) device);
        space.put(CLASS, (byte) classCode).putShort(CLASS + 1, (short) (classCode >> 8));
    }

    PciFunction revision(int revision) {
        space.put(REVISION, (byte) revision);
        return this;
    }

    /** Two BARs of eight I/O ports and the interrupt pin A. */
    PciFunction serialPorts() {
        space.putShort(COMMAND, (short) 1).putShort(STATUS, (short) 0x200);
        space.putInt(BARS, BAR_IO).putInt(BARS + 4, BAR_IO + 8);
        space.put(INTERRUPT_LINE, (byte) LINE).put(INTERRUPT_PIN, (byte) 1);
        return this;
    }

    /** One BAR of memory with a table of MSI-X vectors in it. */
    PciFunction msix(int count) {
        vectors = count;
        space.putShort(COMMAND, (short) MEMORY).putShort(STATUS, (short) CAPABILITY_LIST);
        space.putInt(BARS, BAR_64_PREFETCHABLE).putInt(BARS + 4, BAR_64_HIGH).put(CAPABILITIES, (byte) MSIX);
        space.put(MSIX, (byte) MSIX_ID).putShort(MSIX + 2, (short) (count - 1)).putInt(MSIX + 8, PENDING);
        return this;
    }

    DeviceConfiguration build() {
        byte[] table = new byte[vectors * MsixTable.ENTRY_SIZE];
        return new DeviceConfiguration(
                new ConfigSpace(space.array()), new MsixTable(table, new byte[(vectors + Byte.SIZE - 1) / Byte.SIZE]));
    }
}
