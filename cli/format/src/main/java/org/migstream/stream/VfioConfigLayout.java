// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.nio.ByteBuffer;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * The layout of the body of a DEV_CONFIG_STATE: the VMState {@code VFIOPCIDevice} (QEMU hw/vfio/pci.c {@code
 * vmstate_vfio_pci_config}), which has no field for its length or for the size of the configuration space.
 *
 * <pre>
 *   be32 version of PCIDevice
 *   configuration space      256 or 4096 bytes, little-endian as in PCI
 *   4 x be32 irq_state
 *   MSI-X table              16 bytes for each vector; only with an MSI-X capability
 *   pending bits             1 bit for each vector, padded to bytes; only with an MSI-X capability
 *   [VFIODisplay subsection] 37 + 28 bytes          QEMU 8.2 and later, ramfb
 * </pre>
 *
 * @param length of the body in bytes; 0 for a device without a bus configuration
 * @param spaceBytes 256 or 4096; 0 if the layout is unknown and only the end was found
 * @param msixVectors number of entries in the saved MSI-X table
 * @param display whether the body has the VFIODisplay subsection
 * @param ambiguous whether another layout fits, too
 */
public record VfioConfigLayout(long length, int spaceBytes, int msixVectors, boolean display, boolean ambiguous) {
    /** Offset of the configuration space in the body, in bytes. */
    public static final int SPACE_OFFSET = 4;

    /** The version of {@code vmstate_pci_device} in QEMU hw/pci/pci.c since 2009. */
    private static final int PCI_DEVICE_VERSION = 2;

    static final int IRQ_STATE_BYTES = 16;
    static final String DISPLAY_NAME = "VFIOPCIDevice/VFIODisplay";
    static final int DISPLAY_LENGTH = 1 + 1 + DISPLAY_NAME.length() + 4 + 28;

    /** Returns the layout of a configuration without display. */
    public static VfioConfigLayout of(ConfigSpace space, MsixTable msix) {
        return new VfioConfigLayout(
                lengthWith(space.size(), msix.entryCount()), space.size(), msix.entryCount(), false, false);
    }

    /**
     * Returns the body of a configuration with this layout, in which no interrupt pin is raised.
     *
     * @param space {@link #spaceBytes} bytes
     * @param msix {@link #msixVectors} vectors
     */
    public ByteBuffer body(ConfigSpace space, MsixTable msix) {
        ByteBuffer body = ByteBuffer.allocate((int) length);
        body.putInt(PCI_DEVICE_VERSION).put(space.bytes()).position(SPACE_OFFSET + spaceBytes + IRQ_STATE_BYTES);
        return body.put(msix.table()).put(msix.pendingBits()).flip();
    }

    /** Returns the length of a body without display, in bytes. */
    static int lengthWith(int spaceBytes, int vectors) {
        return SPACE_OFFSET + spaceBytes + IRQ_STATE_BYTES + vectors * MsixTable.ENTRY_SIZE + (vectors + 7) / 8;
    }
}
