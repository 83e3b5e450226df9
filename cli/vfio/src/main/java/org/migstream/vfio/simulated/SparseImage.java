// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A content of any size: a {@link FillPattern}, and those blocks that are not as the pattern would have them. So terabytes
 * take no room until they are changed; and a device that is given what its own pattern says compares every byte, but
 * writes none.
 *
 * <pre>
 *   one bit for each block of 64 KiB, whether it is stored; the lowest bit first, rounded up to 4 KiB
 *   the blocks in their places; holes where none is stored
 * </pre>
 */
final class SparseImage {
    static final String SIZE_OPTION = "size";
    static final SimulatedOption FILL_OPTION =
            new SimulatedOption("fill", "SEED", "begins with these bytes, made by a generator (1); 0: zeros");
    /** The most that a device can have, bytes: its bits take 8 MiB. */
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

    /** A new one, all of it the pattern. */
    static SparseImage create(StateContent content, long size, FillPattern pattern) throws IOException {
        content.length(lengthInFile(size));
        return new SparseImage(content, size, pattern, new BitSet());
    }

    /** @throws IOException if there is none of this size */
    static SparseImage open(StateContent content, long size, FillPattern pattern) throws IOException {
        if (content.length() != lengthInFile(size)) {
            throw new IOException(
                    "an image of " + size + " bytes takes " + lengthInFile(size) + ", not " + content.length());
        }
        ByteBuffer bits = ByteBuffer.allocate((int) bitmapLength(size));
        content.read(bits, 0);
        BitSet stored = BitSet.valueOf(bits.flip());
        if (stored.length() > blockCount(size)) {
            throw new IOException("the bits in front of the image name blocks that it does not have");
        }
        return new SparseImage(content, size, pattern, stored);
    }

    /** What an image of a size takes, bytes. */
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

    /** Bytes of content. */
    long size() {
        return size;
    }

    /** All of it. */
    ImageRange fullRange() {
        return new ImageRange(0, size);
    }

    /** Fills a buffer with the bytes from {@code offset} on; there must be as many. */
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

    /** Writes what remains in a buffer over the bytes from {@code offset} on; there must be as many. */
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
        byte[] made = pattern.bytesOfBlock(block);
        if (part.equals(ByteBuffer.wrap(made, from, to - from))) {
            return;
        }
        long place = bitmapLength(size) + at - from;
        content.write(ByteBuffer.wrap(made, 0, from), place);
        content.write(part, place + from);
        content.write(ByteBuffer.wrap(made, to, bytesInBlock(at - from, FillPattern.BLOCK_SIZE) - to), place + to);
        markStored(block);
    }

    /** Says that a block is stored; what stands in its place does not count before. */
    private void markStored(int block) throws IOException {
        storedBlocks.set(block);
        int first = block / Byte.SIZE * Byte.SIZE;
        int bits = 0;
        for (int i = 0; i < Byte.SIZE; i++) {
            bits |= storedBlocks.get(first + i) ? 1 << i : 0;
        }
        content.write(ByteBuffer.wrap(new byte[] {(byte) bits}), first / Byte.SIZE);
    }

    /** Changes a part, in another way in each round. */
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

    /** How many of the bytes from an offset on are in the same block. */
    private int bytesInBlock(long at, long most) {
        return (int) Math.min(most, Math.min(FillPattern.BLOCK_SIZE - offsetInBlock(at), size - at));
    }
}
