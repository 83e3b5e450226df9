// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jpountz.xxhash.StreamingXXHash32;

/**
 * Decompresses the blocks of an lz4 frame (lz4_Block_format.md) one by one. Keeps the bytes before a block to which its
 * matches can refer.
 *
 * <pre>
 *   sequence = token [255 ... length] literals, le16 distance [255 ... length]
 * </pre>
 *
 * <p>The upper four bits of a token are the number of literals. The lower four bits are the length of the match, less four.
 * A value of fifteen means that more length bytes follow. The match starts {@code distance} bytes before the end of the
 * output. The last sequence ends after its literals.
 */
final class Lz4BlockDecoder {
    private static final int MAX_DISTANCE = 1 << 16;
    private static final int MIN_MATCH = 4;
    private static final int EXTENDED_LENGTH = 15;
    private static final int FIRST_READ = 1 << 16;

    /** The length in bytes below which a copy byte by byte is faster. */
    private static final int SHORT_COPY = 16;

    private byte[] compressedBlock = new byte[0];
    private int blockLength;
    private byte[] decompressed = new byte[0];
    private int maxBlockLength;
    private boolean linked;
    private int next;
    private int end;

    /** Returns the maximum compressed length in bytes of a block of {@code content} decompressed bytes. */
    static int maxCompressedLength(int content) {
        return content + content / 255 + 16;
    }

    /**
     * Begins a frame.
     *
     * @param maxBlockLength the maximum length of a decompressed block in bytes
     * @param linked whether blocks can refer to bytes of earlier blocks
     */
    void beginFrame(int maxBlockLength, boolean linked) {
        this.maxBlockLength = maxBlockLength;
        this.linked = linked;
        if (decompressed.length < MAX_DISTANCE + maxBlockLength) {
            decompressed = new byte[MAX_DISTANCE + maxBlockLength];
        }
        next = 0;
        end = 0;
    }

    /** Reads a compressed block. The buffer grows with the bytes read, not with the claimed length. */
    void readBlock(InputStream in, int length) throws IOException {
        if (length < 0 || length > maxCompressedLength(maxBlockLength)) {
            throw new IOException("invalid block length " + Integer.toUnsignedString(length));
        }
        blockLength = 0;
        while (blockLength < length) {
            if (blockLength == compressedBlock.length) {
                compressedBlock =
                        Arrays.copyOf(compressedBlock, Math.min(length, Math.max(FIRST_READ, 2 * blockLength)));
            }
            int count = in.read(compressedBlock, blockLength, Math.min(length, compressedBlock.length) - blockLength);
            if (count < 0) {
                throw new EOFException();
            }
            blockLength += count;
        }
    }

    /** Returns the buffer that starts with the compressed block. */
    byte[] compressedBlock() {
        return compressedBlock;
    }

    /**
     * Decompresses the block, or copies it if it is stored uncompressed. The output of the previous block must have
     * been read completely.
     */
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

    /** Reads the next byte of a length that does not fit the token. */
    private int readLengthByte(int at, int lengthSoFar) throws IOException {
        if (lengthSoFar > maxBlockLength) {
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
            // A match can overlap its copy. The number of bytes that can be copied at once then doubles in each round.
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
        return new IOException("invalid block");
    }

    /** Returns the number of unread decompressed bytes. */
    int remaining() {
        return end - next;
    }

    /** Adds the unread decompressed bytes to a checksum. */
    void updateHash(StreamingXXHash32 hash) {
        hash.update(decompressed, next, remaining());
    }

    /** Reads up to {@code length} decompressed bytes. Returns their number. */
    int readDecompressed(byte[] into, int from, int length) {
        int count = Math.min(length, remaining());
        System.arraycopy(decompressed, next, into, from, count);
        next += count;
        return count;
    }
}
