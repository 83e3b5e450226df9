// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;

/**
 * The configuration that QEMU saved for a VFIO device, taken apart: see {@link VfioConfigLayout} for the bytes.
 *
 * @param record where it stands and how it is laid out
 * @param channel the recording of the multifd channel that it stands in; null for the main stream
 * @param sha256 of its bytes, without tags, in hexadecimal; null if not asked for
 * @param pciVersionId the version of QEMU's PCIDevice format; 0 where the layout is not known
 * @param configSpace the configuration space; null where the layout is not known or there is none
 * @param irqState QEMU's words for INTA to INTD; none where the layout is not known
 * @param msix the saved MSI-X table, perhaps without entries
 * @param trailingBytes what stands behind the table, that is, a display's state; all of it where the layout is not known
 * @param pciConfiguration what the space says; null with it
 */
public record VfioConfig(
        VfioRecord.Config record,
        String channel,
        String sha256,
        long pciVersionId,
        ConfigSpace configSpace,
        List<Integer> irqState,
        MsixTable msix,
        ByteBuffer trailingBytes,
        PciConfiguration pciConfiguration) {
    /** Copies that nobody can change. */
    public VfioConfig {
        irqState = List.copyOf(irqState);
        trailingBytes = trailingBytes.asReadOnlyBuffer();
    }

    /**
     * Takes apart a DEV_CONFIG_STATE.
     *
     * @param body of the record
     */
    public static VfioConfig of(VfioRecord.Config record, InputStream body, String channel, boolean digesting)
            throws IOException {
        byte[] bytes = body.readNBytes((int) record.bodyLength());
        ByteCounter tally = new ByteCounter(digesting);
        tally.add(bytes, 0, bytes.length);
        VfioConfigLayout layout = record.layout();
        if (layout.spaceBytes() == 0) {
            return new VfioConfig(
                    record, channel, tally.sha256(), 0, null, List.of(), MsixTable.EMPTY, ByteBuffer.wrap(bytes), null);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long version = Integer.toUnsignedLong(in.getInt());
        ConfigSpace space = new ConfigSpace(readBytes(in, layout.spaceBytes()));
        List<Integer> irqState = List.of(in.getInt(), in.getInt(), in.getInt(), in.getInt());
        MsixTable msix = new MsixTable(
                readBytes(in, layout.msixVectors() * MsixTable.ENTRY_SIZE),
                readBytes(in, (layout.msixVectors() + 7) / 8));
        PciConfiguration pci = PciConfiguration.decode(space, irqState, msix);
        ByteBuffer rest = ByteBuffer.wrap(readBytes(in, in.remaining()));
        return new VfioConfig(record, channel, tally.sha256(), version, space, irqState, msix, rest, pci);
    }

    private static byte[] readBytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** How long it is on the wire, without tags. */
    public long length() {
        return record.bodyLength();
    }

    /** Where the configuration space begins, in bytes from the start of the stream or channel. */
    public long configSpaceOffset() {
        return record.bodyOffset() + VfioConfigLayout.SPACE_OFFSET;
    }
}
