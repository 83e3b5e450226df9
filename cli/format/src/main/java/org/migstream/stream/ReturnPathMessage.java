// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;

/**
 * What the destination says to the source (QEMU migration/migration.c {@code source_return_path_thread}): be16 type,
 * be16 length, data.
 */
public sealed interface ReturnPathMessage extends Element {
    /** The types of QEMU's {@code enum mig_rp_message_type}, by number from 1 on. */
    enum Type {
        /** The last message; be32 0 if all went well. */
        SHUT(4),
        /** The be32 of a PING. */
        PONG(4),
        /** Asks for pages of a block: be64 start, be32 length, counted name. */
        REQ_PAGES_ID,
        /** Asks for pages of the block that was named last: be64 start, be32 length. */
        REQ_PAGES(12),
        /** The pages of a block that have arrived: counted name. A bitmap follows outside the length. */
        RECV_BITMAP,
        /** be32 1: goes on after a broken connection. */
        RESUME_ACK(4),
        /** The source may stop the guest. */
        SWITCHOVER_ACK(0);

        private final OptionalInt dataLength;

        Type() {
            dataLength = OptionalInt.empty();
        }

        Type(int dataLength) {
            this.dataLength = OptionalInt.of(dataLength);
        }

        /** The number on the wire. */
        public int code() {
            return ordinal() + 1;
        }

        static Optional<Type> of(int code) {
            return code >= 1 && code <= values().length ? Optional.of(values()[code - 1]) : Optional.empty();
        }

        /** Whether a message of this type can have {@code length} bytes of data. */
        boolean allowsLength(int length) {
            switch (this) {
                case REQ_PAGES_ID:
                    return length > 13 && length <= 13 + 255;
                case RECV_BITMAP:
                    return length > 1 && length <= 1 + 255;
                default:
                    return dataLength.getAsInt() == length;
            }
        }
    }

    /** Bytes of type and length. */
    int HEADER_LENGTH = 4;

    /** The type. */
    Type type();

    /** What the length says. */
    int dataLength();

    /** Writes the data. */
    void writeData(ByteSink out) throws IOException;

    /** Whether a message begins at the position, as far as its first four bytes tell. */
    static boolean isMessageAt(ByteSource in) throws IOException {
        return in.available(HEADER_LENGTH) == HEADER_LENGTH
                && Type.of(in.peek16(0))
                        .filter(type -> type.allowsLength(in.peek16(2)))
                        .isPresent();
    }

    @Override
    default long headLength() {
        return HEADER_LENGTH + dataLength();
    }

    @Override
    default void writeHead(ByteSink out) throws IOException {
        out.writeBe16(type().code());
        out.writeBe16(dataLength());
        writeData(out);
    }

    /** {@link Type#SHUT}, {@link Type#PONG} or {@link Type#RESUME_ACK} with its be32. */
    record ValueMessage(long offset, Type type, long value) implements ReturnPathMessage {
        @Override
        public int dataLength() {
            return Integer.BYTES;
        }

        @Override
        public void writeData(ByteSink out) throws IOException {
            out.writeBe32(value);
        }
    }

    /** {@link Type#SWITCHOVER_ACK}, which has no data. */
    record SwitchoverAck(long offset) implements ReturnPathMessage {
        @Override
        public Type type() {
            return Type.SWITCHOVER_ACK;
        }

        @Override
        public int dataLength() {
            return 0;
        }

        @Override
        public void writeData(ByteSink out) {
            // There are none.
        }
    }

    /**
     * {@link Type#REQ_PAGES_ID}, or {@link Type#REQ_PAGES} where the block is the same as before.
     *
     * @param start in the block, bytes
     * @param length bytes
     * @param block present in REQ_PAGES_ID
     */
    record PageRequest(long offset, long start, long length, Optional<String> block) implements ReturnPathMessage {
        @Override
        public Type type() {
            return block.isPresent() ? Type.REQ_PAGES_ID : Type.REQ_PAGES;
        }

        @Override
        public int dataLength() {
            return 12 + block.map(name -> 1 + name.length()).orElse(0);
        }

        @Override
        public void writeData(ByteSink out) throws IOException {
            out.writeBe64(start);
            out.writeBe32(length);
            if (block.isPresent()) {
                out.writeCountedString(block.get());
            }
        }
    }

    /**
     * {@link Type#RECV_BITMAP}. Outside the length follow be64 size, which counts as head here; the bitmap, one bit a
     * page and little-endian, as the body; and a {@link RecvBitmapEnd}.
     */
    record RecvBitmap(long offset, String block, long bodyLength) implements ReturnPathMessage {
        @Override
        public Type type() {
            return Type.RECV_BITMAP;
        }

        @Override
        public int dataLength() {
            return 1 + block.length();
        }

        @Override
        public void writeData(ByteSink out) throws IOException {
            out.writeCountedString(block);
            out.writeBe64(bodyLength);
        }

        @Override
        public long headLength() {
            return HEADER_LENGTH + dataLength() + Long.BYTES;
        }
    }
}
