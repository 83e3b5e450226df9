// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.RETURN_PATH_BITMAP_END;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * A message from the destination to the source (QEMU migration/migration.c {@code source_return_path_thread}): be16
 * type, be16 length, data.
 */
public sealed interface ReturnPathMessage extends Element {
    /** The types of QEMU's {@code enum mig_rp_message_type} in the order of their codes, which start at 1. */
    enum Type {
        /** The last message: be32, 0 on success. */
        SHUT(4),
        /** Response to a PING: the be32 of the PING. */
        PONG(4),
        /** Requests pages of a block: be64 start, be32 length, counted name. */
        REQ_PAGES_ID,
        /** Requests pages of the block that was named last: be64 start, be32 length. */
        REQ_PAGES(12),
        /**
         * Reports the received pages of a block: counted name. A bitmap follows, but the length field does not include
         * it.
         */
        RECV_BITMAP,
        /** Confirms that postcopy resumes after a broken connection: be32 1. */
        RESUME_ACK(4),
        /** Allows the source to stop the guest. */
        SWITCHOVER_ACK(0);

        private final OptionalInt dataLength;

        Type() {
            dataLength = OptionalInt.empty();
        }

        Type(int dataLength) {
            this.dataLength = OptionalInt.of(dataLength);
        }

        /** Returns the code in the stream. */
        public int code() {
            return ordinal() + 1;
        }

        static Optional<Type> of(int code) {
            return code >= 1 && code <= values().length ? Optional.of(values()[code - 1]) : Optional.empty();
        }

        /** Returns whether a message of this type can have {@code length} bytes of data. */
        boolean allowsLength(int length) {
            switch (this) {
                case REQ_PAGES_ID:
                    return length > 13 && length <= 13 + 255;
                case RECV_BITMAP:
                    return length > 1 && length <= 1 + 255;
                default:
                    return dataLength.equals(OptionalInt.of(length));
            }
        }
    }

    /** Length of the header in bytes. The header is the fields type and length. */
    int HEADER_LENGTH = 4;

    /** Returns the type. */
    Type type();

    /** Returns the value of the length field: the number of bytes of data. */
    int dataLength();

    /** Writes the data. */
    void writeData(ByteSink out) throws IOException;

    /** Returns whether the four bytes at the position can be the header of a message. */
    static boolean isMessageAt(ByteSource in) throws IOException {
        return in.available(HEADER_LENGTH) == HEADER_LENGTH
                && Type.of(in.peek16(0))
                        .filter(type -> type.allowsLength(in.peek16(2)))
                        .isPresent();
    }

    @Override
    default long headLength() {
        return (long) HEADER_LENGTH + dataLength();
    }

    @Override
    default void writeHead(ByteSink out) throws IOException {
        out.writeBe16(type().code());
        out.writeBe16(dataLength());
        writeData(out);
    }

    /** {@link Type#SHUT}, {@link Type#PONG} or {@link Type#RESUME_ACK}, whose data are one be32. */
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
            // The message has no data.
        }
    }

    /**
     * {@link Type#REQ_PAGES_ID}, or {@link Type#REQ_PAGES} if the block is the same as in the request before.
     *
     * @param start offset in the block, in bytes
     * @param length number of bytes
     * @param block the name of the block; empty in REQ_PAGES
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
     * {@link Type#RECV_BITMAP}. Three parts follow the data: be64 size, which is part of this head; the little-endian
     * bitmap with one bit for each page, which is the body; and a {@link RecvBitmapEnd}.
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
            return (long) HEADER_LENGTH + dataLength() + Long.BYTES;
        }
    }

    /**
     * The be64 after the bitmap of a {@link ReturnPathMessage.RecvBitmap}. Its value is constant, so another value
     * shows damage.
     */
    record RecvBitmapEnd(long offset) implements Element {
        private static final long RAMBLOCK_RECV_BITMAP_ENDING = 0x0123456789abcdefL;

        static RecvBitmapEnd read(ByteSource in) throws IOException {
            long offset = in.position();
            long value = in.readBe64();
            if (value != RAMBLOCK_RECV_BITMAP_ENDING) {
                throw new MalformedStreamException(
                        RETURN_PATH_BITMAP_END,
                        offset,
                        "the bitmap must end with %016x, not %016x".formatted(RAMBLOCK_RECV_BITMAP_ENDING, value));
            }
            return new RecvBitmapEnd(offset);
        }

        @Override
        public long headLength() {
            return Long.BYTES;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe64(RAMBLOCK_RECV_BITMAP_ENDING);
        }
    }
}
