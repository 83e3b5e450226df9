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
final class Lz4BlockDecoder {
    private static final int MAX_DISTANCE = 1 << 16;
    private static final int MIN_MATCH = 4;
    private static final int EXTENDED_LENGTH = 15;
    private static final int FIRST_READ = 1 << 16;

    /** Copying fewer bytes than that is done fastest one by one. */
    private static final int SHORT_COPY = 16;

    private byte[] compressedBlock = new byte[0];
    private int blockLength;
    private byte[] decompressed = new byte[0];
    private int maxBlockLength;
    private boolean linked;
    private int next;
    private int end;

    /** How long the longest block is whose content has that length. */
    static int maxCompressedLength(int content) {
        return content + content / 255 + 16;
    }

    /**
     * Begins a frame.
     *
     * @param most bytes in a block, unpacked
     * @param linked whether blocks refer to bytes of the one before
     */
    void beginFrame(int most, boolean linked) {
        this.maxBlockLength = most;
        this.linked = linked;
        if (decompressed.length < MAX_DISTANCE + most) {
            decompressed = new byte[MAX_DISTANCE + most];
        }
        next = 0;
        end = 0;
    }

    /** Reads a block as it is packed; the buffer for it grows with what there is, not with what its length claims. */
    void readBlock(InputStream packed, int length) throws IOException {
        if (length < 0 || length > maxCompressedLength(maxBlockLength)) {
            throw new IOException("a block of " + Integer.toUnsignedString(length) + " bytes");
        }
        blockLength = 0;
        while (blockLength < length) {
            if (blockLength == compressedBlock.length) {
                compressedBlock =
                        Arrays.copyOf(compressedBlock, Math.min(length, Math.max(FIRST_READ, 2 * blockLength)));
            }
            int count =
                    packed.read(compressedBlock, blockLength, Math.min(length, compressedBlock.length) - blockLength);
            if (count < 0) {
                throw new EOFException();
            }
            blockLength += count;
        }
    }

    /** The block as it is packed, at the front. */
    byte[] compressedBlock() {
        return compressedBlock;
    }

    /** Unpacks it; all that the block before gave must have been taken. */
    void decompress(boolean stored) throws IOException {
        int kept = linked ? Math.min(end, MAX_DISTANCE) : 0;
        System.arraycopy(decompressed, end - kept, decompressed, 0, kept);
        next = kept;
        end = kept;
        if (stored) {
            copyLiterals(0, blockLength);
        } else {
            decodeSequences();
        }
    }

    private void decodeSequences() throws IOException {
        int at = 0;
        while (true) {
            int token = byteAt(at++);
            int count = token >> 4;
            for (int more = count == EXTENDED_LENGTH ? 255 : 0; more == 255; count += more) {
                more = readLengthByte(at++, count);
            }
            copyLiterals(at, count);
            at += count;
            if (at == blockLength) {
                return;
            }
            int distance = byteAt(at++) | byteAt(at++) << 8;
            count = token & EXTENDED_LENGTH;
            for (int more = count == EXTENDED_LENGTH ? 255 : 0; more == 255; count += more) {
                more = readLengthByte(at++, count);
            }
            copyMatch(distance, count + MIN_MATCH);
        }
    }

    /** The next part of a number that is longer than a token holds. */
    private int readLengthByte(int at, int before) throws IOException {
        if (before > maxBlockLength) {
            throw damaged();
        }
        return byteAt(at);
    }

    private int byteAt(int at) throws IOException {
        if (at >= blockLength) {
            throw damaged();
        }
        return compressedBlock[at] & 0xff;
    }

    private void copyLiterals(int at, int count) throws IOException {
        if (count > blockLength - at) {
            throw damaged();
        }
        requireSpace(count);
        System.arraycopy(compressedBlock, at, decompressed, end, count);
        end += count;
    }

    private void copyMatch(int distance, int count) throws IOException {
        if (distance == 0 || distance > end) {
            throw damaged();
        }
        requireSpace(count);
        int from = end - distance;
        if (count < SHORT_COPY) {
            for (int i = 0; i < count; i++) {
                decompressed[end + i] = decompressed[from + i];
            }
        } else {
            // What is repeated may reach into its own copy, which then grows to twice its length each time.
            for (int done = 0, now; done < count; done += now) {
                now = Math.min(distance + done, count - done);
                System.arraycopy(decompressed, from, decompressed, end + done, now);
            }
        }
        end += count;
    }

    private void requireSpace(int count) throws IOException {
        if (count > maxBlockLength - (end - next)) {
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
    void updateHash(StreamingXXHash32 hash) {
        hash.update(decompressed, next, remaining());
    }

    /** Takes up to that many of them. */
    int readDecompressed(byte[] into, int from, int length) {
        int count = Math.min(length, remaining());
        System.arraycopy(decompressed, next, into, from, count);
        next += count;
        return count;
    }
}
