// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.SerialNumbers;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;

/**
 * The decoded configuration that QEMU saved for a VFIO device. {@link VfioConfigLayout} describes the bytes.
 *
 * @param record the position and the layout
 * @param channel the recording of the multifd channel that holds the configuration; null for the main stream
 * @param sha256 of the bytes without tags, in hexadecimal; null if it was not computed
 * @param pciVersionId the version of QEMU's PCIDevice format; 0 if the layout is unknown
 * @param configSpace the configuration space; null if it is missing or the layout is unknown
 * @param irqState QEMU's states of INTA to INTD; empty if the layout is unknown
 * @param msix the saved MSI-X table, possibly without entries
 * @param trailingBytes the bytes after the table, such as the state of a display; all bytes if the layout is unknown
 * @param pciConfiguration the decoded configuration space; null without one
 */
public record VfioConfig(
        VfioRecord.Config record,
        @Nullable String channel,
        @Nullable String sha256,
        long pciVersionId,
        @Nullable ConfigSpace configSpace,
        List<Integer> irqState,
        MsixTable msix,
        ByteBuffer trailingBytes,
        @Nullable PciConfiguration pciConfiguration) {
    /** Makes the list and the buffer unmodifiable. */
    public VfioConfig {
        irqState = List.copyOf(irqState);
        trailingBytes = trailingBytes.asReadOnlyBuffer();
    }

    /**
     * Decodes a DEV_CONFIG_STATE.
     *
     * @param body of the record
     * @param channel the recording of the multifd channel; null for the main stream
     */
    public static VfioConfig of(VfioRecord.Config record, InputStream body, @Nullable String channel, boolean digesting)
            throws IOException {
        byte[] bytes = body.readNBytes((int) record.bodyLength());
        ByteCounter counter = new ByteCounter(digesting);
        counter.add(bytes, 0, bytes.length);
        VfioConfigLayout layout = record.layout();
        if (layout.spaceBytes() == 0) {
            return new VfioConfig(
                    record,
                    channel,
                    counter.sha256(),
                    0,
                    null,
                    List.of(),
                    MsixTable.EMPTY,
                    ByteBuffer.wrap(bytes),
                    null);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long version = Integer.toUnsignedLong(in.getInt());
        ConfigSpace space = new ConfigSpace(readBytes(in, layout.spaceBytes()));
        List<Integer> irqState = List.of(in.getInt(), in.getInt(), in.getInt(), in.getInt());
        MsixTable msix = new MsixTable(
                readBytes(in, layout.msixVectors() * MsixTable.ENTRY_SIZE),
                readBytes(in, (layout.msixVectors() + 7) / 8));
        PciConfiguration pci = PciConfiguration.decode(space, irqState, msix);
        ByteBuffer trailing = ByteBuffer.wrap(readBytes(in, in.remaining()));
        return new VfioConfig(record, channel, counter.sha256(), version, space, irqState, msix, trailing, pci);
    }

    private static byte[] readBytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Returns a copy without serial numbers, bytes of an unknown layout and the digest of the original bytes. */
    public VfioConfig withoutSerialNumbers() {
        ConfigSpace redacted = configSpace == null ? null : SerialNumbers.zero(configSpace);
        return new VfioConfig(
                record,
                channel,
                null,
                pciVersionId,
                redacted,
                irqState,
                msix,
                ByteBuffer.allocate(0),
                redacted == null ? null : PciConfiguration.decode(redacted, irqState, msix));
    }

    /** Returns the length in the stream without tags, in bytes. */
    public long length() {
        return record.bodyLength();
    }

    /** Returns the offset of the configuration space in bytes from the start of the stream or channel. */
    public long configSpaceOffset() {
        return record.bodyOffset() + VfioConfigLayout.SPACE_OFFSET;
    }
}
