// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jpountz.xxhash.StreamingXXHash32;

/**
 * Unpacks the blocks of an lz4 frame (lz4_Block_format.md) one by one, and keeps as many of the bytes before a block as
 * it may refer to.
 *
 * <pre>
 *   sequence = token [255 ... length] literals, le16 distance [255 ... length]
 * </pre>
 *
 * <p>The upper four bits of a token say how many literals follow, the lower four how many bytes, less four, are repeated
 * from that distance back; fifteen means that more of the number follows. The last sequence ends behind its literals.
 */
final class Lz4Window {
    private static final int DISTANCE = 1 << 16;
    private static final int SHORTEST_MATCH = 4;
    private static final int LONG = 15;
    private static final int FIRST_READ = 1 << 16;

    /** Copying fewer bytes than that is done fastest one by one. */
    private static final int FEW = 16;

    private byte[] block = new byte[0];
    private int blockLength;
    private byte[] bytes = new byte[0];
    private int most;
    private boolean linked;
    private int next;
    private int end;

    /** How long the longest block is whose content has that length. */
    static int mostPacked(int content) {
        return content + content / 255 + 16;
    }

    /**
     * Begins a frame.
     *
     * @param most bytes in a block, unpacked
     * @param linked whether blocks refer to bytes of the one before
     */
    void begin(int most, boolean linked) {
        this.most = most;
        this.linked = linked;
        if (bytes.length < DISTANCE + most) {
            bytes = new byte[DISTANCE + most];
        }
        next = 0;
        end = 0;
    }

    /** Reads a block as it is packed; the buffer for it grows with what there is, not with what its length claims. */
    void fill(InputStream packed, int length) throws IOException {
        if (length < 0 || length > mostPacked(most)) {
            throw new IOException("a block of " + Integer.toUnsignedString(length) + " bytes");
        }
        blockLength = 0;
        while (blockLength < length) {
            if (blockLength == block.length) {
                block = Arrays.copyOf(block, Math.min(length, Math.max(FIRST_READ, 2 * blockLength)));
            }
            int count = packed.read(block, blockLength, Math.min(length, block.length) - blockLength);
            if (count < 0) {
                throw new EOFException();
            }
            blockLength += count;
        }
    }

    /** The block as it is packed, at the front. */
    byte[] block() {
        return block;
    }

    /** Unpacks it; all that the block before gave must have been taken. */
    void unpack(boolean stored) throws IOException {
        int kept = linked ? Math.min(end, DISTANCE) : 0;
        System.arraycopy(bytes, end - kept, bytes, 0, kept);
        next = kept;
        end = kept;
        if (stored) {
            literals(0, blockLength);
        } else {
            sequences();
        }
    }

    private void sequences() throws IOException {
        int at = 0;
        while (true) {
            int token = u8(at++);
            int count = token >> 4;
            for (int more = count == LONG ? 255 : 0; more == 255; count += more) {
                more = length(at++, count);
            }
            literals(at, count);
            at += count;
            if (at == blockLength) {
                return;
            }
            int distance = u8(at++) | u8(at++) << 8;
            count = token & LONG;
            for (int more = count == LONG ? 255 : 0; more == 255; count += more) {
                more = length(at++, count);
            }
            repeat(distance, count + SHORTEST_MATCH);
        }
    }

    /** The next part of a number that is longer than a token holds. */
    private int length(int at, int before) throws IOException {
        if (before > most) {
            throw damaged();
        }
        return u8(at);
    }

    private int u8(int at) throws IOException {
        if (at >= blockLength) {
            throw damaged();
        }
        return block[at] & 0xff;
    }

    private void literals(int at, int count) throws IOException {
        if (count > blockLength - at) {
            throw damaged();
        }
        reserve(count);
        System.arraycopy(block, at, bytes, end, count);
        end += count;
    }

    private void repeat(int distance, int count) throws IOException {
        if (distance == 0 || distance > end) {
            throw damaged();
        }
        reserve(count);
        int from = end - distance;
        if (count < FEW) {
            for (int i = 0; i < count; i++) {
                bytes[end + i] = bytes[from + i];
            }
        } else {
            // What is repeated may reach into its own copy, which then grows to twice its length each time.
            for (int done = 0, now; done < count; done += now) {
                now = Math.min(distance + done, count - done);
                System.arraycopy(bytes, from, bytes, end + done, now);
            }
        }
        end += count;
    }

    private void reserve(int count) throws IOException {
        if (count > most - (end - next)) {
            throw damaged();
        }
    }

    private static IOException damaged() {
        return new IOException("a block makes no sense");
    }

    /** How many unpacked bytes are still to be taken. */
    int remaining() {
        return end - next;
    }

    /** Adds them to a checksum. */
    void update(StreamingXXHash32 hash) {
        hash.update(bytes, next, remaining());
    }

    /** Takes up to that many of them. */
    int take(byte[] into, int from, int length) {
        int count = Math.min(length, remaining());
        System.arraycopy(bytes, next, into, from, count);
        next += count;
        return count;
    }
}
