// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.Spool;
import org.migstream.stream.VfioRecord;

/**
 * A record of a VFIO device as a report lists it; a plain value, because there may be millions.
 *
 * @param carrier where it stood
 * @param tag what it is
 * @param offset of its tag; in a channel, of its packet
 * @param length from there to its end, or -1 if the input ends before
 * @param dataOffset where the device's own bytes begin; -1 for records without
 * @param dataLength how many they are
 * @param channel the recording it stood in; null for the main stream
 * @param index of the packet in the device's sequence; only in a channel
 */
public record RecordEntry(
        Carrier carrier,
        VfioRecord.Tag tag,
        long offset,
        long length,
        long dataOffset,
        long dataLength,
        String channel,
        long index) {

    /** Where records stand: a section of one of the four kinds, or a multifd channel. */
    public enum Carrier {
        /** A START section. */
        START,
        /** A PART section. */
        PART,
        /** An END section. */
        END,
        /** A FULL section. */
        FULL,
        /** A device-state packet. */
        CHANNEL
    }

    static RecordEntry of(Carrier carrier, VfioRecord record, boolean complete) {
        boolean data = record.tag() == VfioRecord.Tag.DEV_DATA_STATE;
        return new RecordEntry(
                carrier,
                record.tag(),
                record.offset(),
                complete ? record.end() - record.offset() : -1,
                data ? record.bodyOffset() : -1,
                data ? record.bodyLength() : 0,
                null,
                0);
    }

    static final Spool.Codec<RecordEntry> CODEC = new Spool.Codec<>() {
        @Override
        public void write(RecordEntry entry, DataOutput out) throws IOException {
            out.writeByte(entry.carrier.ordinal());
            out.writeByte(entry.tag.ordinal());
            out.writeLong(entry.offset);
            out.writeLong(entry.length);
            out.writeLong(entry.dataOffset);
            out.writeLong(entry.dataLength);
            out.writeUTF(entry.channel == null ? "" : entry.channel);
            out.writeLong(entry.index);
        }

        @Override
        public RecordEntry read(DataInput in) throws IOException {
            Carrier carrier = Carrier.values()[in.readByte()];
            VfioRecord.Tag tag = VfioRecord.Tag.values()[in.readByte()];
            long offset = in.readLong();
            long length = in.readLong();
            long dataOffset = in.readLong();
            long dataLength = in.readLong();
            String channel = in.readUTF();
            return new RecordEntry(
                    carrier,
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
