// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.UnsupportedStreamException;

/**
 * State of a device on a multifd channel (QEMU 10.0 and later, {@code MultiFDPacketDeviceState_t}): magic, version,
 * flags, 256 bytes idstr, be32 instance id, be32 {@code next_packet_size}, then that many bytes.
 *
 * <p>Of a VFIO device these begin with a {@link VfioPacketHeader} header, which is part of this head. Body: what the device gave,
 * or nothing if the packet carries the configuration; then {@link VfioRecord.Config} and the {@link VfioRecord.TagOnly}
 * END_OF_STATE follow as elements, just as in a section.
 *
 * @param offset of the magic
 * @param idstrField the field of the idstr, 256 bytes as characters (ISO 8859-1)
 * @param instanceId unsigned 32 bits
 * @param nextPacketSize bytes behind this field
 * @param vfioHeader null in a packet of any other device
 */
public record MultifdDeviceStatePacket(
        long offset, String idstrField, long instanceId, long nextPacketSize, VfioPacketHeader vfioHeader)
        implements MultifdPacket {

    /**
     * be32 version, be32 index, be32 flags (QEMU hw/vfio/migration-multifd.c {@code VFIODeviceStatePacket}).
     *
     * @param idx orders the packets of a device over all channels, from 0 on; the order of arrival means nothing
     * @param flags bit 0: the configuration
     */
    public record VfioPacketHeader(long idx, long flags) {
        static final int LENGTH = 12;
        private static final long VERSION = 0;
        private static final long CONFIG_STATE = 1;

        /** Whether the packet carries the configuration; it has the highest index. */
        public boolean isConfig() {
            return (flags & CONFIG_STATE) != 0;
        }

        private static VfioPacketHeader read(ByteSource in) throws IOException {
            long offset = in.position();
            long version = in.readBe32();
            if (version != VERSION) {
                throw new UnsupportedStreamException(
                        "multifd.vfio-version",
                        offset,
                        "a VFIO packet of version " + version + "; only version " + VERSION + " is read");
            }
            return new VfioPacketHeader(in.readBe32(), in.readBe32());
        }

        private void write(ByteSink out) throws IOException {
            out.writeBe32(VERSION);
            out.writeBe32(idx);
            out.writeBe32(flags);
        }
    }

    private static final int FIXED_LENGTH = MultifdPacketHeader.LENGTH + MultifdPacketHeader.NAME_FIELD_LENGTH + 4 + 4;

    static MultifdDeviceStatePacket read(ByteSource in, long offset, int flags) throws IOException {
        if (flags != MultifdPacketHeader.MULTIFD_FLAG_DEVICE_STATE) {
            throw MultifdPacketHeader.badPacket(offset, "device state cannot have the flags 0x%x".formatted(flags));
        }
        String idstrField = in.readString(MultifdPacketHeader.NAME_FIELD_LENGTH);
        long instanceId = in.readBe32();
        long nextPacketSize = in.readBe32();
        boolean isVfio = SectionParsers.isVfio(MultifdPacketHeader.nameInField(idstrField));
        if (isVfio && nextPacketSize < VfioPacketHeader.LENGTH) {
            throw MultifdPacketHeader.badPacket(
                    offset, "a VFIO packet of " + nextPacketSize + " bytes, less than its own header");
        }
        return new MultifdDeviceStatePacket(
                offset, idstrField, instanceId, nextPacketSize, isVfio ? VfioPacketHeader.read(in) : null);
    }

    /** The device, named as in the main stream. */
    public SectionKey key() {
        return new SectionKey(MultifdPacketHeader.nameInField(idstrField), instanceId);
    }

    /** Whether the records of a VFIO device's configuration follow. */
    public boolean isVfioConfig() {
        return vfioHeader != null && vfioHeader.isConfig();
    }

    /** Bytes of the whole packet, the records of a configuration included. */
    public long packetLength() {
        return FIXED_LENGTH + nextPacketSize;
    }

    @Override
    public long headLength() {
        return FIXED_LENGTH + (vfioHeader == null ? 0 : VfioPacketHeader.LENGTH);
    }

    @Override
    public long bodyLength() {
        return isVfioConfig() ? 0 : packetLength() - headLength();
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        MultifdPacketHeader.write(out, MultifdPacketHeader.MULTIFD_FLAG_DEVICE_STATE);
        out.writeString(idstrField);
        out.writeBe32(instanceId);
        out.writeBe32(nextPacketSize);
        if (vfioHeader != null) {
            vfioHeader.write(out);
        }
    }
}
