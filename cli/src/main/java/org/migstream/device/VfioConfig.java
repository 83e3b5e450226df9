// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.stream.VfioConfigLayout;

/**
 * The configuration that QEMU saved for a VFIO device, taken apart: see {@link VfioConfigLayout} for the bytes.
 *
 * @param bytes how long it is on the wire, without tags
 * @param sha256 of those bytes in hexadecimal; null if not asked for
 * @param pciVersionId the version of QEMU's PCIDevice format; 0 where the layout is not known
 * @param space the configuration space; null where the layout is not known or there is none
 * @param msix the saved MSI-X table, perhaps without entries
 * @param pci what the space says; null with it
 * @param layout where the parts were found
 */
public record VfioConfig(
        long bytes,
        String sha256,
        long pciVersionId,
        ConfigSpace space,
        MsixTable msix,
        PciConfiguration pci,
        VfioConfigLayout layout) {

    /**
     * Takes apart the body of a DEV_CONFIG_STATE.
     *
     * @param body as many bytes as the layout has
     */
    public static VfioConfig of(byte[] body, VfioConfigLayout layout, boolean digesting) {
        ByteTally tally = new ByteTally(digesting);
        tally.write(body, 0, body.length);
        if (layout.spaceBytes() == 0) {
            return new VfioConfig(body.length, tally.sha256(), 0, null, MsixTable.EMPTY, null, layout);
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        long version = Integer.toUnsignedLong(in.getInt());
        ConfigSpace space = new ConfigSpace(take(in, layout.spaceBytes()));
        List<Integer> irqState = List.of(in.getInt(), in.getInt(), in.getInt(), in.getInt());
        MsixTable msix = new MsixTable(
                take(in, layout.msixVectors() * MsixTable.ENTRY_SIZE), take(in, (layout.msixVectors() + 7) / 8));
        PciConfiguration pci = PciConfiguration.decode(space, irqState, msix);
        return new VfioConfig(body.length, tally.sha256(), version, space, msix, pci, layout);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = Arrays.copyOfRange(in.array(), in.position(), in.position() + length);
        in.position(in.position() + length);
        return bytes;
    }
}
