// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.MULTIFD_VFIO_VERSION;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.UnsupportedStreamException;

/**
 * State of a device on a multifd channel (QEMU 10.0 and later, {@code MultiFDPacketDeviceState_t}): magic, version,
 * flags, 256 bytes idstr, be32 instance id, be32 {@code next_packet_size}, then {@code next_packet_size} bytes of data.
 *
 * <p>The data of a VFIO device start with a {@link VfioPacketHeader}, which is part of this head. The body is the data of
 * the device. A packet with the configuration has no body: {@link VfioRecord.Config} and the {@link VfioRecord.TagOnly}
 * END_OF_STATE follow as elements, as in a section.
 *
 * @param offset of the magic
 * @param idstrField the field with the idstr, 256 bytes as ISO 8859-1 characters
 * @param instanceId unsigned 32 bits
 * @param nextPacketSize number of bytes after this field
 * @param vfioHeader null if the device is not a VFIO device
 */
public record MultifdDeviceStatePacket(
        long offset,
        String idstrField,
        long instanceId,
        long nextPacketSize,
        @Nullable VfioPacketHeader vfioHeader) implements MultifdPacket {

    /**
     * The header of a VFIO packet: be32 version, be32 index, be32 flags (QEMU hw/vfio/migration-multifd.c {@code VFIODeviceStatePacket}).
     *
     * @param idx index of the packet among all packets of the device on all channels, from 0; the packets can arrive in
     *     any order
     * @param flags bit 0: the packet has the configuration
     */
    public record VfioPacketHeader(long idx, long flags) {
        static final int LENGTH = 12;
        private static final long VERSION = 0;
        private static final long CONFIG_STATE = 1;

        /** Returns whether the packet has the configuration. The packet of a device with the highest index has it. */
        public boolean isConfig() {
            return (flags & CONFIG_STATE) != 0;
        }

        private static VfioPacketHeader read(ByteSource in) throws IOException {
            long offset = in.position();
            long version = in.readBe32();
            if (version != VERSION) {
                throw new UnsupportedStreamException(
                        MULTIFD_VFIO_VERSION,
                        offset,
                        "VFIO packet version " + version + " is unsupported; only version " + VERSION + " can be read");
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
            throw MultifdPacketHeader.badPacket(
                    offset, "a device-state packet has invalid flags 0x%x".formatted(flags));
        }
        String idstrField = in.readString(MultifdPacketHeader.NAME_FIELD_LENGTH);
        long instanceId = in.readBe32();
        long nextPacketSize = in.readBe32();
        boolean isVfio = SectionParsers.isVfio(MultifdPacketHeader.nameInField(idstrField));
        if (isVfio && nextPacketSize < VfioPacketHeader.LENGTH) {
            throw MultifdPacketHeader.badPacket(
                    offset,
                    "a VFIO packet has " + nextPacketSize + " bytes, but its header alone has "
                            + VfioPacketHeader.LENGTH);
        }
        return new MultifdDeviceStatePacket(
                offset, idstrField, instanceId, nextPacketSize, isVfio ? VfioPacketHeader.read(in) : null);
    }

    /** Returns the key of the device, which is the same as in the main stream. */
    public SectionKey key() {
        return new SectionKey(MultifdPacketHeader.nameInField(idstrField), instanceId);
    }

    /** Returns whether the records of a VFIO device's configuration follow this packet. */
    public boolean isVfioConfig() {
        return vfioHeader != null && vfioHeader.isConfig();
    }

    /** Returns the length of the packet in bytes, including the records of a configuration. */
    public long packetLength() {
        return FIXED_LENGTH + nextPacketSize;
    }

    @Override
    public long headLength() {
        return FIXED_LENGTH + (vfioHeader == null ? 0L : VfioPacketHeader.LENGTH);
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
