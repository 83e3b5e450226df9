// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.migstream.spi.testkit.ByteBuilder;

/** Builds states chunk by chunk, with valid checksums: of identity 1, and of 10 bytes, unless they say otherwise. */
final class V1States {
    static final int HEADER = 32;
    static final int CONTENT = 10;

    private V1States() {}

    /** Returns a chunk whose checksum is right. */
    static byte[] chunk(long kind, long number, long value, byte... payload) {
        byte[] chunk = ByteBuilder.le()
                .text("MSV1", 4)
                .u32(kind)
                .u32(number)
                .u32(payload.length)
                .u64(value)
                .u64(0)
                .bytes(payload)
                .toArray();
        return withChecksum(chunk);
    }

    /** Returns a chunk with a new checksum. */
    static byte[] withChecksum(byte[] chunk) {
        CRC32C crc = new CRC32C();
        crc.update(chunk, 0, 24);
        crc.update(chunk, 28, chunk.length - 28);
        return ByteBuilder.le(chunk).at(24).u32(crc.getValue()).toArray();
    }

    /** Returns a copy of a chunk with another byte, and a new checksum. */
    static byte[] withByte(byte[] chunk, int offset, int value) {
        return withChecksum(ByteBuilder.le(chunk).at(offset).u8(value).toArray());
    }

    static byte[] identity(long identity, long size) {
        return chunk(0, 0, identity, ByteBuilder.le().u64(size).toArray());
    }

    static byte[] preview(long offset, int count) {
        return chunk(1, 0, offset, content(offset, count));
    }

    static byte[] sequence(long number) {
        return chunk(2, number, CONTENT);
    }

    static byte[] data(long number, long offset, int count) {
        return chunk(3, number, offset, content(offset, count));
    }

    static byte[] end(long count) {
        return end(count, checksum(CONTENT));
    }

    static byte[] end(long count, long checksum) {
        return chunk(4, count, checksum);
    }

    /** Returns the checksum of the first bytes of the content. */
    static long checksum(int count) {
        CRC32C crc = new CRC32C();
        crc.update(content(0, count));
        return crc.getValue();
    }

    private static byte[] content(long offset, int count) {
        byte[] all = new byte[1 << 16];
        new Random(1).nextBytes(all);
        int from = (int) Math.floorMod(offset, (long) CONTENT);
        return Arrays.copyOfRange(all, from, from + count);
    }

    static byte[] join(byte[]... chunks) {
        ByteBuilder state = ByteBuilder.le();
        for (byte[] chunk : chunks) {
            state.bytes(chunk);
        }
        return state.toArray();
    }

    /** Returns a complete sequence in three DATA chunks. */
    static byte[] wholeSequence(long number) {
        return join(sequence(number), data(1, 0, 4), data(2, 4, 4), data(3, 8, 2), end(3));
    }

    /** Returns a state in chunks of one byte, which are too many to list. */
    static byte[] manyChunks(int size) {
        List<byte[]> chunks = new ArrayList<>(List.of(identity(1, size)));
        CRC32C crc = new CRC32C();
        for (int i = 0; i < size; i++) {
            chunks.add(chunk(1, 0, i, (byte) 5));
        }
        chunks.add(chunk(2, 1, size));
        for (int i = 0; i < size; i++) {
            crc.update(i);
            chunks.add(chunk(3, i + 1, i, (byte) i));
        }
        chunks.add(end(size, crc.getValue()));
        return join(chunks.toArray(byte[][]::new));
    }
}
