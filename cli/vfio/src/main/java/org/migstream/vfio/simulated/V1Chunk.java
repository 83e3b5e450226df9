// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One chunk of {@code sim:v1}, which fills the data window once. {@link V1DeviceModel} describes the format.
 *
 * @param kind the kind of the chunk
 * @param number the number in the header; its meaning depends on the kind
 * @param value the value in the header; its meaning depends on the kind
 * @param payload the content, from position to limit
 */
record V1Chunk(ChunkKind kind, int number, long value, ByteBuffer payload) {
    static final int HEADER_LENGTH = 32;

    private static final int MAGIC = 0x3156534d;
    private static final int NUMBER_OFFSET = 8;
    private static final int LENGTH_OFFSET = 12;
    private static final int VALUE_OFFSET = 16;
    private static final int CHECKSUM_OFFSET = 24;
    private static final ByteBuffer EMPTY_PAYLOAD = ByteBuffer.allocate(0);

    /** The kinds, in the order of their numbers, from 0. */
    enum ChunkKind {
        IDENTITY,
        PREVIEW,
        SEQUENCE,
        DATA,
        END
    }

    static V1Chunk of(ChunkKind kind, int number, long value) {
        return new V1Chunk(kind, number, value, EMPTY_PAYLOAD);
    }

    /** Returns the chunk as bytes. */
    ByteBuffer toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_LENGTH + payload.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(kind.ordinal()).putInt(number).putInt(payload.remaining());
        bytes.putLong(value).putLong(0).put(payload.duplicate()).flip();
        return bytes.putInt(CHECKSUM_OFFSET, checksum(bytes));
    }

    /** Parses a window; empty if it is not exactly one valid chunk. */
    static Optional<V1Chunk> parse(ByteBuffer window) {
        ByteBuffer bytes = window.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER_LENGTH
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(LENGTH_OFFSET) != bytes.remaining() - HEADER_LENGTH
                || bytes.getInt(CHECKSUM_OFFSET) != checksum(bytes)) {
            return Optional.empty();
        }
        int kind = bytes.getInt(Integer.BYTES);
        if (kind < 0 || kind >= ChunkKind.values().length) {
            return Optional.empty();
        }
        return Optional.of(new V1Chunk(
                ChunkKind.values()[kind],
                bytes.getInt(NUMBER_OFFSET),
                bytes.getLong(VALUE_OFFSET),
                bytes.position(HEADER_LENGTH)));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CHECKSUM_OFFSET));
        crc.update(bytes.slice(CHECKSUM_OFFSET + Integer.BYTES, bytes.limit() - CHECKSUM_OFFSET - Integer.BYTES));
        return (int) crc.getValue();
    }
}
