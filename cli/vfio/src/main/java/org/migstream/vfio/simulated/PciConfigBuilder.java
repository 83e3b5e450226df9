// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciRegs;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;

/** Builds the configuration of a device after the firmware has assigned its addresses. */
final class PciConfigBuilder {
    private static final int BAR_64_PREFETCHABLE = 0xc;
    private static final int BAR_64_HIGH = 0x38;
    private static final int BAR_IO = 0xc061;
    private static final int INTERRUPT_LINE = 10;
    private static final int MSIX_OFFSET = 0x40;
    private static final int MSIX_CAPABILITY_ID = 0x11;
    private static final int PENDING_BITS_OFFSET = 0x1000;

    /** QEMU treats each configuration space that is not exactly 256 bytes long as one of PCI Express. */
    private final ByteBuffer configSpace =
            ByteBuffer.allocate(ConfigSpace.EXPRESS_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private int vectorCount;

    /** @param classCode the class code (24 bits). The subsystem ids are the same as the ids of the device */
    PciConfigBuilder(int vendor, int device, int classCode) {
        configSpace.putShort(PciRegs.VENDOR_ID, (short) vendor).putShort(PciRegs.DEVICE_ID, (short) device);
        configSpace.putShort(PciRegs.SUBSYSTEM_VENDOR_ID, (short) vendor).putShort(PciRegs.SUBSYSTEM_ID, (short)
                device);
        configSpace.put(PciRegs.CLASS_PROG, (byte) classCode).putShort(PciRegs.CLASS_PROG + 1, (short)
                (classCode >> 8));
    }

    PciConfigBuilder revision(int revision) {
        configSpace.put(PciRegs.REVISION_ID, (byte) revision);
        return this;
    }

    /** Adds two BARs of eight I/O ports and the interrupt pin A. */
    PciConfigBuilder serialPortBars() {
        configSpace.putShort(PciRegs.COMMAND, (short) PciRegs.COMMAND_IO).putShort(PciRegs.STATUS, (short) 0x200);
        configSpace.putInt(PciRegs.BASE_ADDRESS_0, BAR_IO).putInt(PciRegs.BASE_ADDRESS_0 + 4, BAR_IO + 8);
        configSpace.put(PciRegs.INTERRUPT_LINE, (byte) INTERRUPT_LINE).put(PciRegs.INTERRUPT_PIN, (byte) 1);
        return this;
    }

    /** Adds a memory BAR with a table of MSI-X vectors. */
    PciConfigBuilder msix(int count) {
        vectorCount = count;
        configSpace.putShort(PciRegs.COMMAND, (short) PciRegs.COMMAND_MEMORY).putShort(PciRegs.STATUS, (short)
                PciRegs.STATUS_CAP_LIST);
        configSpace
                .putInt(PciRegs.BASE_ADDRESS_0, BAR_64_PREFETCHABLE)
                .putInt(PciRegs.BASE_ADDRESS_0 + 4, BAR_64_HIGH)
                .put(PciRegs.CAPABILITY_LIST, (byte) MSIX_OFFSET);
        configSpace
                .put(MSIX_OFFSET, (byte) MSIX_CAPABILITY_ID)
                .putShort(MSIX_OFFSET + 2, (short) (count - 1))
                .putInt(MSIX_OFFSET + 8, PENDING_BITS_OFFSET);
        return this;
    }

    DeviceConfiguration build() {
        byte[] table = new byte[vectorCount * MsixTable.ENTRY_SIZE];
        return new DeviceConfiguration(
                new ConfigSpace(configSpace.array()),
                new MsixTable(table, new byte[(vectorCount + Byte.SIZE - 1) / Byte.SIZE]));
    }
}
