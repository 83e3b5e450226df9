// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Random;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * A content of any size: a {@link FillPattern} and the blocks that differ from it. Unchanged terabytes take no disk
 * space. If a block is not stored, a write of bytes that are equal to the pattern stores nothing.
 *
 * <pre>
 *   one bit for each block of 64 KiB: whether it is stored; the lowest bit first, rounded up to 4 KiB
 *   the blocks at their offsets; holes for blocks that are not stored
 * </pre>
 */
final class SparseImage {
    static final String SIZE_OPTION = "size";
    static final SimulatedOption FILL_OPTION =
            new SimulatedOption("fill", "SEED", "initial content from a generator with this seed (1); 0: zeros");
    /** The maximum size of an image, in bytes; its bits take 8 MiB. */
    static final long MAX_SIZE = 4L << 40;

    private static final int ALIGNMENT = 4096;

    private final StateContent content;
    private final long size;
    private final FillPattern pattern;
    private final BitSet storedBlocks;

    private SparseImage(StateContent content, long size, FillPattern pattern, BitSet stored) {
        this.content = content;
        this.size = size;
        this.pattern = pattern;
        this.storedBlocks = stored;
    }

    /**
     * A part of an image, in bytes.
     *
     * @param offset the first byte
     * @param length the number of bytes
     */
    record ImageRange(long offset, long length) {
        static final ImageRange EMPTY = new ImageRange(0, 0);

        boolean isEmpty() {
            return length == 0;
        }

        /** Returns the rest of the range after its first {@code bytes} bytes. */
        ImageRange skip(long bytes) {
            return new ImageRange(offset + bytes, length - bytes);
        }
    }

    /** Creates an image with the content of the pattern. */
    static SparseImage create(StateContent content, long size, FillPattern pattern) throws IOException {
        content.setLength(lengthInFile(size));
        return new SparseImage(content, size, pattern, new BitSet());
    }

    /** @throws IOException if the content is not an image of this size */
    static SparseImage open(StateContent content, long size, FillPattern pattern) throws IOException {
        if (content.length() != lengthInFile(size)) {
            throw new IOException("an image of " + size + " bytes takes " + lengthInFile(size)
                    + " bytes in the file, not " + content.length());
        }
        ByteBuffer bits = ByteBuffer.allocate((int) bitmapLength(size));
        content.read(bits, 0);
        BitSet stored = BitSet.valueOf(bits.flip());
        if (stored.length() > blockCount(size)) {
            throw new IOException("the image marks blocks after its end as stored");
        }
        return new SparseImage(content, size, pattern, stored);
    }

    /** Returns the length of an image in the file, in bytes. */
    private static long lengthInFile(long size) {
        return bitmapLength(size) + size;
    }

    private static long blockCount(long size) {
        return (size + FillPattern.BLOCK_SIZE - 1) / FillPattern.BLOCK_SIZE;
    }

    private static long bitmapLength(long size) {
        long bytes = (blockCount(size) + Byte.SIZE - 1) / Byte.SIZE;
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Returns the size of the image, in bytes. */
    long size() {
        return size;
    }

    /** Returns the range of the whole image. */
    ImageRange fullRange() {
        return new ImageRange(0, size);
    }

    /** Fills a buffer with the bytes from {@code offset} on. The image must have enough bytes. */
    void read(ByteBuffer into, long offset) throws IOException {
        int end = into.limit();
        for (long at = offset; into.position() < end; ) {
            int count = bytesInBlock(at, end - into.position());
            if (storedBlocks.get(blockIndex(at))) {
                content.read(into.limit(into.position() + count), bitmapLength(size) + at);
            } else {
                into.limit(end).put(pattern.bytesOfBlock(blockIndex(at)), offsetInBlock(at), count);
            }
            into.limit(end);
            at += count;
        }
    }

    /** Writes the remaining bytes of a buffer at {@code offset}. The image must have enough bytes. */
    void write(ByteBuffer from, long offset) throws IOException {
        for (long at = offset; from.hasRemaining(); ) {
            int count = bytesInBlock(at, from.remaining());
            writeBlock(from.slice(from.position(), count), at);
            from.position(from.position() + count);
            at += count;
        }
    }

    private void writeBlock(ByteBuffer part, long at) throws IOException {
        int block = blockIndex(at);
        int from = offsetInBlock(at);
        int to = from + part.remaining();
        if (storedBlocks.get(block)) {
            content.write(part, bitmapLength(size) + at);
            return;
        }
        byte[] patternBytes = pattern.bytesOfBlock(block);
        if (part.equals(ByteBuffer.wrap(patternBytes, from, to - from))) {
            return;
        }
        long fileOffset = bitmapLength(size) + at - from;
        content.write(ByteBuffer.wrap(patternBytes, 0, from), fileOffset);
        content.write(part, fileOffset + from);
        content.write(
                ByteBuffer.wrap(patternBytes, to, bytesInBlock(at - from, FillPattern.BLOCK_SIZE) - to),
                fileOffset + to);
        markStored(block);
    }

    /** Marks a block as stored. Called after its bytes are written. */
    private void markStored(int block) throws IOException {
        storedBlocks.set(block);
        int first = block / Byte.SIZE * Byte.SIZE;
        int bits = 0;
        for (int i = 0; i < Byte.SIZE; i++) {
            bits |= storedBlocks.get(first + i) ? 1 << i : 0;
        }
        content.write(ByteBuffer.wrap(new byte[] {(byte) bits}), first / Byte.SIZE);
    }

    /** Changes the bytes of a range; each round writes other bytes. */
    void dirty(ImageRange part, long round) throws IOException {
        FillPattern changed = pattern.forRound(round);
        for (ImageRange left = part; !left.isEmpty(); ) {
            long at = left.offset();
            int count = bytesInBlock(at, left.length());
            write(ByteBuffer.wrap(changed.bytesOfBlock(blockIndex(at)), offsetInBlock(at), count), at);
            left = left.skip(count);
        }
    }

    private static int blockIndex(long at) {
        return (int) (at / FillPattern.BLOCK_SIZE);
    }

    private static int offsetInBlock(long at) {
        return (int) (at % FillPattern.BLOCK_SIZE);
    }

    /** Returns the number of bytes from an offset to the end of its block; the maximum is {@code maxCount}. */
    private int bytesInBlock(long at, long maxCount) {
        return (int) Math.min(maxCount, Math.min(FillPattern.BLOCK_SIZE - offsetInBlock(at), size - at));
    }

    /**
     * Generated bytes, which depend only on the seed and the block. They cannot be compressed. The seed 0 gives zeros.
     */
    static final class FillPattern {
        /** The size of a block, in bytes. */
        static final int BLOCK_SIZE = 1 << 16;

        private static final VarHandle LONG =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

        private final long seed;
        private final byte[] seedBytes = new byte[BLOCK_SIZE];
        private final byte[] blockBytes = new byte[BLOCK_SIZE];
        private long currentBlock = -1;

        FillPattern(long seed) {
            this.seed = seed;
            if (seed != 0) {
                new Random(seed).nextBytes(seedBytes);
            }
        }

        /** Returns the pattern of a round of changes. */
        FillPattern forRound(long round) {
            return new FillPattern(mix(seed + round));
        }

        /** Returns the bytes of a block; valid until the next call. */
        byte[] bytesOfBlock(long block) {
            if (currentBlock != block) {
                currentBlock = block;
                long stamp = seed == 0 ? 0 : mix(seed ^ mix(block));
                for (int at = 0; at < BLOCK_SIZE; at += Long.BYTES) {
                    LONG.set(blockBytes, at, (long) LONG.get(seedBytes, at) ^ stamp);
                }
            }
            return blockBytes;
        }

        /** Mixes the bits of a value (the finalizer of SplitMix64). */
        private static long mix(long value) {
            long mixed = value + 0x9e3779b97f4a7c15L;
            mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            return mixed ^ mixed >>> 31;
        }
    }
}
