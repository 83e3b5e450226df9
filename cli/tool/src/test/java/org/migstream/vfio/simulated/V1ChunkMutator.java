// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.migstream.vfio.simulated.V1Chunk.ChunkKind;

/** Makes states of {@code sim:v1} and mutants of them. All chunks have valid checksums. */
final class V1ChunkMutator {
    private static final int KIND = 4;
    private static final int NUMBER = 8;
    private static final int LENGTH = 12;
    private static final int VALUE = 16;
    private static final int CHECKSUM = 24;
    private static final int RESERVED = 28;
    private static final int PAYLOAD = V1Chunk.HEADER_LENGTH;
    private static final long[] EXTREMES = {0, 1, -1, 1L << 31, 1L << 32, 1L << 62, Long.MIN_VALUE, Long.MAX_VALUE};

    private final Random random;
    private final int size;

    /** @param size size of the content, in bytes */
    V1ChunkMutator(long seed, int size) {
        random = new Random(seed);
        this.size = size;
    }

    static byte[] identity(long identity, long size) {
        ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new V1Chunk(ChunkKind.IDENTITY, 0, identity, payload.putLong(0, size))
                .toBytes()
                .array();
    }

    static byte[] chunk(ChunkKind kind, int number, long value, byte... payload) {
        return new V1Chunk(kind, number, value, ByteBuffer.wrap(payload))
                .toBytes()
                .array();
    }

    /** Returns a state with pre-copy or without, and one, two or three sequences, of which only the last is whole. */
    List<byte[]> validState(long identity) {
        List<byte[]> chunks = new ArrayList<>(List.of(identity(identity, size)));
        int sequences = 1 + random.nextInt(3);
        for (int i = 1; i <= sequences; i++) {
            addContent(chunks, ChunkKind.PREVIEW, random.nextInt(size + 1));
            chunks.add(chunk(ChunkKind.SEQUENCE, 3 * i + random.nextInt(3), size));
            boolean whole = i == sequences || random.nextBoolean();
            int count = addContent(chunks, ChunkKind.DATA, whole ? size : random.nextInt(size));
            if (whole) {
                chunks.add(chunk(ChunkKind.END, count, 0));
            }
        }
        addContent(chunks, ChunkKind.PREVIEW, random.nextInt(size + 1));
        correctEnds(chunks);
        return chunks;
    }

    private int addContent(List<byte[]> chunks, ChunkKind kind, int bytes) {
        int count = 0;
        for (int at = 0; at < bytes; count++) {
            byte[] payload = new byte[1 + random.nextInt(Math.min(bytes - at, size / 4))];
            random.nextBytes(payload);
            chunks.add(chunk(kind, kind == ChunkKind.DATA ? count + 1 : 0, at, payload));
            at += payload.length;
        }
        return count;
    }

    /** Changes chunks, or their order; corrects the checksums of chunks, and often that in END and the numbers. */
    List<byte[]> mutate(List<byte[]> state) {
        List<byte[]> chunks = new ArrayList<>(state);
        for (int i = random.nextInt(3); i > 0 && !chunks.isEmpty(); i--) {
            mutateOnce(chunks, random.nextInt(chunks.size()));
        }
        if (random.nextBoolean()) {
            correctEnds(chunks);
        }
        chunks.replaceAll(V1ChunkMutator::withChecksum);
        return chunks;
    }

    private void mutateOnce(List<byte[]> chunks, int index) {
        byte[] chunk = chunks.get(index).clone();
        switch (random.nextInt(10)) {
            case 0 -> chunks.remove(index);
            case 1 -> chunks.add(index, chunk);
            case 2 -> chunks.add(random.nextInt(chunks.size()), chunks.remove(index));
            case 3 -> chunks.subList(index, chunks.size()).clear();
            case 4 -> chunks.set(index, resize(chunk));
            case 5 -> chunks.set(index, putInt(chunk, KIND, random.nextInt(7) - 1));
            case 6 ->
                chunks.set(index, putInt(chunk, NUMBER, (int) near(bytes(chunk).getInt(NUMBER))));
            case 7 -> chunks.set(index, putLong(chunk, near(bytes(chunk).getLong(VALUE))));
            case 8 -> chunks.set(index, putInt(chunk, RESERVED, random.nextInt(3)));
            default ->
                chunks.set(index, putInt(chunk, LENGTH, (int) near(bytes(chunk).getInt(LENGTH))));
        }
    }

    private long near(long value) {
        return random.nextBoolean() ? value + random.nextInt(5) - 2 : EXTREMES[random.nextInt(EXTREMES.length)];
    }

    /** Removes or adds bytes of the payload. */
    private byte[] resize(byte[] chunk) {
        int length = random.nextInt(chunk.length - PAYLOAD + 4);
        byte[] resized = Arrays.copyOf(chunk, PAYLOAD + length);
        return putInt(resized, LENGTH, length);
    }

    private static ByteBuffer bytes(byte[] chunk) {
        return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] putInt(byte[] chunk, int offset, int value) {
        bytes(chunk).putInt(offset, value);
        return chunk;
    }

    private static byte[] putLong(byte[] chunk, long value) {
        bytes(chunk).putLong(VALUE, value);
        return chunk;
    }

    private static boolean isKind(byte[] chunk, ChunkKind kind) {
        return bytes(chunk).getInt(KIND) == kind.ordinal();
    }

    /** Gives each END the count and the checksum of the DATA chunks before it. */
    private static void correctEnds(List<byte[]> chunks) {
        CRC32C checksum = new CRC32C();
        int count = 0;
        for (int i = 0; i < chunks.size(); i++) {
            byte[] chunk = chunks.get(i).clone();
            if (isKind(chunk, ChunkKind.DATA)) {
                checksum.update(chunk, PAYLOAD, chunk.length - PAYLOAD);
                count++;
            } else if (isKind(chunk, ChunkKind.END)) {
                bytes(chunk).putInt(NUMBER, count).putLong(VALUE, checksum.getValue());
            } else if (!isKind(chunk, ChunkKind.PREVIEW)) {
                checksum.reset();
                count = 0;
            }
            chunks.set(i, withChecksum(chunk));
        }
    }

    private static byte[] withChecksum(byte[] chunk) {
        CRC32C crc = new CRC32C();
        crc.update(chunk, 0, CHECKSUM);
        crc.update(chunk, RESERVED, chunk.length - RESERVED);
        return putInt(chunk, CHECKSUM, (int) crc.getValue());
    }
}
