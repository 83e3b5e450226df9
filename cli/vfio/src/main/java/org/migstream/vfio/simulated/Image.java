// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A content of any size: a {@link Pattern}, and those blocks that are not as the pattern would have them. So terabytes
 * take no room until they are changed; and a device that is given what its own pattern says compares every byte, but
 * writes none.
 *
 * <pre>
 *   one bit for each block of 64 KiB, whether it is stored; the lowest bit first, rounded up to 4 KiB
 *   the blocks in their places; holes where none is stored
 * </pre>
 */
final class Image {
    static final String SIZE = "size";
    static final Option FILL = new Option("fill", "SEED", "begins with these bytes, made by a generator (1); 0: zeros");
    /** The most that a device can have, bytes: its bits take 8 MiB. */
    static final long LARGEST = 4L << 40;

    private static final int ALIGNMENT = 4096;

    private final Content content;
    private final long size;
    private final Pattern pattern;
    private final BitSet stored;

    private Image(Content content, long size, Pattern pattern, BitSet stored) {
        this.content = content;
        this.size = size;
        this.pattern = pattern;
        this.stored = stored;
    }

    /** A new one, all of it the pattern. */
    static Image blank(Content content, long size, Pattern pattern) throws IOException {
        content.length(length(size));
        return new Image(content, size, pattern, new BitSet());
    }

    /** @throws IOException if there is none of this size */
    static Image open(Content content, long size, Pattern pattern) throws IOException {
        if (content.length() != length(size)) {
            throw new IOException("an image of " + size + " bytes takes " + length(size) + ", not " + content.length());
        }
        ByteBuffer bits = ByteBuffer.allocate((int) bitsLength(size));
        content.read(bits, 0);
        BitSet stored = BitSet.valueOf(bits.flip());
        if (stored.length() > blocks(size)) {
            throw new IOException("the bits in front of the image name blocks that it does not have");
        }
        return new Image(content, size, pattern, stored);
    }

    /** What an image of a size takes, bytes. */
    private static long length(long size) {
        return bitsLength(size) + size;
    }

    private static long blocks(long size) {
        return (size + Pattern.BLOCK - 1) / Pattern.BLOCK;
    }

    private static long bitsLength(long size) {
        long bytes = (blocks(size) + Byte.SIZE - 1) / Byte.SIZE;
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Bytes of content. */
    long size() {
        return size;
    }

    /** All of it. */
    Extent all() {
        return new Extent(0, size);
    }

    /** Fills a buffer with the bytes from {@code offset} on; there must be as many. */
    void read(ByteBuffer into, long offset) throws IOException {
        int end = into.limit();
        for (long at = offset; into.position() < end; ) {
            int count = inBlock(at, end - into.position());
            if (stored.get(block(at))) {
                content.read(into.limit(into.position() + count), bitsLength(size) + at);
            } else {
                into.limit(end).put(pattern.block(block(at)), within(at), count);
            }
            into.limit(end);
            at += count;
        }
    }

    /** Writes what remains in a buffer over the bytes from {@code offset} on; there must be as many. */
    void write(ByteBuffer from, long offset) throws IOException {
        for (long at = offset; from.hasRemaining(); ) {
            int count = inBlock(at, from.remaining());
            writeBlock(from.slice(from.position(), count), at);
            from.position(from.position() + count);
            at += count;
        }
    }

    private void writeBlock(ByteBuffer part, long at) throws IOException {
        int block = block(at);
        int from = within(at);
        int to = from + part.remaining();
        if (stored.get(block)) {
            content.write(part, bitsLength(size) + at);
            return;
        }
        byte[] made = pattern.block(block);
        if (part.equals(ByteBuffer.wrap(made, from, to - from))) {
            return;
        }
        long place = bitsLength(size) + at - from;
        content.write(ByteBuffer.wrap(made, 0, from), place);
        content.write(part, place + from);
        content.write(ByteBuffer.wrap(made, to, inBlock(at - from, Pattern.BLOCK) - to), place + to);
        store(block);
    }

    /** Says that a block is stored; what stands in its place does not count before. */
    private void store(int block) throws IOException {
        stored.set(block);
        int first = block / Byte.SIZE * Byte.SIZE;
        int bits = 0;
        for (int i = 0; i < Byte.SIZE; i++) {
            bits |= stored.get(first + i) ? 1 << i : 0;
        }
        content.write(ByteBuffer.wrap(new byte[] {(byte) bits}), first / Byte.SIZE);
    }

    /** Changes a part, in another way in each round. */
    void change(Extent part, long round) throws IOException {
        Pattern changed = pattern.round(round);
        for (Extent left = part; !left.isEmpty(); ) {
            long at = left.offset();
            int count = inBlock(at, left.length());
            write(ByteBuffer.wrap(changed.block(block(at)), within(at), count), at);
            left = left.after(count);
        }
    }

    private static int block(long at) {
        return (int) (at / Pattern.BLOCK);
    }

    private static int within(long at) {
        return (int) (at % Pattern.BLOCK);
    }

    /** How many of the bytes from an offset on are in the same block. */
    private int inBlock(long at, long most) {
        return (int) Math.min(most, Math.min(Pattern.BLOCK - within(at), size - at));
    }
}
