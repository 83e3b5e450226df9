// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;

/**
 * A record of a VFIO device in a report. A stream can have millions of records, so the entries are kept in a {@link
 * SpillList} and contain only plain values.
 *
 * @param kind of the section; null in a channel
 * @param tag the type of the record
 * @param offset of the tag; in a channel, of the packet
 * @param length of the record in bytes; -1 if the input ends earlier
 * @param dataOffset of the device's data bytes; -1 for records without data
 * @param dataLength the number of data bytes
 * @param channel the name of the file with the recorded multifd channel; null for the main stream
 * @param index of the packet in the sequence of the device; 0 in the main stream
 */
public record VfioRecordEntry(
        Section.@Nullable Kind kind,
        VfioRecord.Tag tag,
        long offset,
        long length,
        long dataOffset,
        long dataLength,
        @Nullable String channel,
        long index) {

    private static final byte IN_CHANNEL = -1;

    /**
     * Returns the entry of a packet of a multifd channel. A packet with the configuration is a DEV_CONFIG_STATE.
     *
     * @throws IllegalArgumentException if the packet is not of a VFIO device
     */
    public static VfioRecordEntry of(String channel, MultifdDeviceStatePacket packet) {
        MultifdDeviceStatePacket.VfioPacketHeader header = packet.vfioHeader();
        if (header == null) {
            throw new IllegalArgumentException("not a packet of a VFIO device");
        }
        boolean data = !packet.isVfioConfig();
        return new VfioRecordEntry(
                null,
                data ? VfioRecord.Tag.DEV_DATA_STATE : VfioRecord.Tag.DEV_CONFIG_STATE,
                packet.offset(),
                packet.packetLength(),
                data ? packet.bodyOffset() : -1,
                packet.bodyLength(),
                channel,
                header.idx());
    }

    /** Returns the entry of a record of the main stream. */
    static VfioRecordEntry of(Section.Kind kind, VfioRecord record, boolean complete) {
        boolean data = record.tag() == VfioRecord.Tag.DEV_DATA_STATE;
        return new VfioRecordEntry(
                kind,
                record.tag(),
                record.offset(),
                complete ? record.end() - record.offset() : -1,
                data ? record.bodyOffset() : -1,
                data ? record.bodyLength() : 0,
                null,
                0);
    }

    /** Writes and reads entries. */
    static final SpillList.Codec<VfioRecordEntry> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(VfioRecordEntry entry, DataOutput out) throws IOException {
            out.writeByte(entry.kind == null ? IN_CHANNEL : entry.kind.ordinal());
            out.writeByte(entry.tag.ordinal());
            out.writeLong(entry.offset);
            out.writeLong(entry.length);
            out.writeLong(entry.dataOffset);
            out.writeLong(entry.dataLength);
            out.writeUTF(entry.channel == null ? "" : entry.channel);
            out.writeLong(entry.index);
        }

        @Override
        public VfioRecordEntry read(DataInput in) throws IOException {
            byte kind = in.readByte();
            VfioRecord.Tag tag = VfioRecord.Tag.values()[in.readByte()];
            long offset = in.readLong();
            long length = in.readLong();
            long dataOffset = in.readLong();
            long dataLength = in.readLong();
            String channel = in.readUTF();
            return new VfioRecordEntry(
                    kind == IN_CHANNEL ? null : Section.Kind.values()[kind],
                    tag,
                    offset,
                    length,
                    dataOffset,
                    dataLength,
                    channel.isEmpty() ? null : channel,
                    in.readLong());
        }
    };
}
