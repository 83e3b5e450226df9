// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * The 32 bytes before the payload of a chunk.
 *
 * @param offset offset of the chunk, in bytes from the start of the state
 * @param kindNumber the number of the kind, 32 bits unsigned; may be unknown
 * @param number the number, 32 bits unsigned; its meaning depends on the kind
 * @param length length of the payload in bytes, 32 bits unsigned; only a claim
 * @param value the value, 64 bits; its meaning depends on the kind
 * @param checksum the CRC-32C of the other bytes of the chunk, 32 bits unsigned
 * @param reserved the unused field, 32 bits unsigned
 */
record V1ChunkHeader(long offset, long kindNumber, long number, long length, long value, long checksum, long reserved) {
    static final int SIZE = 32;

    /** The offset of {@code value} in the header. */
    static final int VALUE_OFFSET = 16;

    /** The offset of {@code checksum} in the header. */
    static final int CHECKSUM_OFFSET = 24;

    /** A header of zeros, which is used as the previous header of the first chunk. */
    static final V1ChunkHeader NONE = new V1ChunkHeader(0, 0, 0, 0, 0, 0, 0);

    private static final int MAGIC = 0x3156534d;
    private static final Symbols KINDS = V1ChunkKind.symbols();

    /** Returns the header at the current position without reading it; empty if no chunk starts there. */
    static Optional<V1ChunkHeader> peek(FieldReader in) throws IOException {
        byte[] head = in.peek(SIZE);
        if (head.length < SIZE || !startsWithMagic(head)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).position(Integer.BYTES);
        return Optional.of(new V1ChunkHeader(
                in.position(), u32(bytes), u32(bytes), u32(bytes), bytes.getLong(), u32(bytes), u32(bytes)));
    }

    private static long u32(ByteBuffer bytes) {
        return Integer.toUnsignedLong(bytes.getInt());
    }

    /** Returns whether bytes start with the magic number. */
    static boolean startsWithMagic(byte[] head) {
        return head.length >= Integer.BYTES
                && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
    }

    /**
     * Returns whether bytes can be the start of a chunk whose magic number is damaged or truncated: the kind is known and the
     * unused field is 0.
     */
    static boolean resemblesHeader(byte[] head) {
        if (head.length < SIZE) {
            return head.length < Integer.BYTES || startsWithMagic(head);
        }
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return V1ChunkKind.of(u32(bytes.position(Integer.BYTES))).isPresent()
                && u32(bytes.position(SIZE - Integer.BYTES)) == 0;
    }

    /** Reads the first field of a chunk. */
    static void readMagic(FieldReader in) throws IOException {
        if (in.u32("magic", Symbols.HEXADECIMAL) != MAGIC) {
            throw in.malformed("BAD_MAGIC", "no chunk starts here; the driver refuses the state with EINVAL");
        }
    }

    /** Reads the fields, whose values are already known. */
    void read(FieldReader in) throws IOException {
        readMagic(in);
        in.u32("kind", KINDS);
        in.u32(kind().map(V1ChunkKind::numberName).orElse("number"));
        in.u32("length", Symbols.BYTES);
        in.u64(
                kind().map(V1ChunkKind::valueName).orElse("value"),
                kind().map(V1ChunkKind::valueSymbols).orElse(Symbols.HEXADECIMAL));
        in.u32("checksum", Symbols.HEXADECIMAL);
        in.u32("reserved");
    }

    Optional<V1ChunkKind> kind() {
        return V1ChunkKind.of(kindNumber);
    }

    boolean isKind(V1ChunkKind kind) {
        return kindNumber == kind.ordinal();
    }

    /** Returns the length of the chunk in bytes. */
    long chunkLength() {
        return SIZE + length;
    }

    /** Starts the checksum of the chunk with the bytes of this header. */
    void startChecksum(CRC32C crc) {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE - Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt((int) kindNumber).putInt((int) number).putInt((int) length);
        bytes.putLong(value).putInt((int) reserved);
        crc.reset();
        crc.update(bytes.flip());
    }
}
