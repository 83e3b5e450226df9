// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.migstream.io.ByteSink;
import org.migstream.io.SpillList;
import org.migstream.stream.ReturnPathMessage;

/**
 * A message of the return path in a report.
 *
 * @param offset of the message
 * @param length of the message in bytes
 * @param type of the message
 * @param data of the message, in hexadecimal
 * @param value the be32 of a message whose data are one be32; else empty
 */
public record ReturnPathEntry(long offset, long length, ReturnPathMessage.Type type, String data, OptionalLong value) {
    /** Returns the entry for a message. */
    public static ReturnPathEntry of(ReturnPathMessage message) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        message.writeData(new ByteSink(data));
        String hex = HexFormat.of().formatHex(data.toByteArray());
        OptionalLong value = message instanceof ReturnPathMessage.ValueMessage single
                ? OptionalLong.of(single.value())
                : OptionalLong.empty();
        return new ReturnPathEntry(message.offset(), message.end() - message.offset(), message.type(), hex, value);
    }

    /** Writes and reads entries of a {@link SpillList}. */
    public static final SpillList.Codec<ReturnPathEntry> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(ReturnPathEntry entry, DataOutput out) throws IOException {
            out.writeLong(entry.offset);
            out.writeLong(entry.length);
            out.writeByte(entry.type.ordinal());
            out.writeUTF(entry.data);
            out.writeLong(entry.value.orElse(-1));
        }

        @Override
        public ReturnPathEntry read(DataInput in) throws IOException {
            long offset = in.readLong();
            long length = in.readLong();
            ReturnPathMessage.Type type = ReturnPathMessage.Type.values()[in.readByte()];
            String data = in.readUTF();
            long value = in.readLong();
            return new ReturnPathEntry(
                    offset, length, type, data, value < 0 ? OptionalLong.empty() : OptionalLong.of(value));
        }
    };
}
