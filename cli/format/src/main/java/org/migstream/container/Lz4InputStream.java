// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.container.LittleEndianInput.readLe16;
import static org.migstream.container.LittleEndianInput.readLe32;
import static org.migstream.container.LittleEndianInput.readU8;
import static org.migstream.io.InputFindingCodes.INPUT_LZ4_DICTIONARY;
import static org.migstream.io.InputFindingCodes.INPUT_LZ4_VERSION;

import java.io.IOException;
import java.io.InputStream;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHashFactory;
import org.migstream.io.BlockInputStream;
import org.migstream.io.UnsupportedStreamException;

/**
 * Decompresses lz4 frames (lz4_Frame_format.md, 1.6.x), legacy frames ({@code lz4 -l}) and skippable frames. The library
 * lz4-java cannot read linked blocks, which liblz4 writes by default. Another library can read them, but it is sixty
 * times slower.
 */
final class Lz4InputStream extends BlockInputStream {
    private static final int MAGIC = 0x184d2204;
    private static final int LEGACY_MAGIC = 0x184c2102;

    private static final int VERSION_MASK = 0xc0;
    private static final int VERSION = 0x40;
    private static final int BLOCK_INDEPENDENCE = 0x20;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 8;
    private static final int CONTENT_CHECKSUM = 4;
    private static final int RESERVED = 2;
    private static final int DICTIONARY_ID = 1;
    private static final int UNCOMPRESSED = 1 << 31;

    private static final int LEGACY_BLOCK_SIZE = 8 << 20;

    private final InputStream compressed;
    private final StreamingXXHash32 contentHash = XXHashFactory.safeInstance().newStreamingHash32(0);
    private final Lz4BlockDecoder blockDecoder = new Lz4BlockDecoder();
    private int magic;
    private boolean inFrame;
    private int flags;
    private long contentSize;
    private long contentRead;

    Lz4InputStream(InputStream compressed) {
        this.compressed = compressed;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (blockDecoder.remaining() == 0) {
            if (!inFrame && !beginFrame()) {
                return -1;
            }
            if (magic == LEGACY_MAGIC) {
                readLegacyBlock();
            } else {
                readBlock();
            }
        }
        return blockDecoder.readDecompressed(into, from, length);
    }

    /** Reads the header of the next frame. Returns false at the end of the input. */
    private boolean beginFrame() throws IOException {
        if (magic == 0 && !readMagic()) {
            return false;
        }
        while (SkippableFrameFilter.isMagic(magic)) {
            compressed.skipNBytes(Integer.toUnsignedLong(readLe32(compressed)));
            if (!readMagic()) {
                return false;
            }
        }
        if (magic == LEGACY_MAGIC) {
            blockDecoder.beginFrame(LEGACY_BLOCK_SIZE, false);
        } else if (magic == MAGIC) {
            readFrameDescriptor();
        } else {
            throw new IOException("trailing bytes after the last frame");
        }
        inFrame = true;
        return true;
    }

    /** Reads the magic of the next frame. At the end of the input, sets {@link #magic} to 0 and returns false. */
    private boolean readMagic() throws IOException {
        int first = compressed.read();
        magic = first < 0 ? 0 : first | readU8(compressed) << 8 | readLe16(compressed) << 16;
        return first >= 0;
    }

    private void readFrameDescriptor() throws IOException {
        byte[] descriptor = new byte[2 + Long.BYTES + Integer.BYTES];
        int length = 0;
        flags = readU8(compressed);
        descriptor[length++] = (byte) flags;
        int blockDescriptor = readU8(compressed);
        descriptor[length++] = (byte) blockDescriptor;
        int optionalLength =
                ((flags & CONTENT_SIZE) == 0 ? 0 : Long.BYTES) + ((flags & DICTIONARY_ID) == 0 ? 0 : Integer.BYTES);
        for (int i = 0; i < optionalLength; i++) {
            descriptor[length++] = (byte) readU8(compressed);
        }
        if ((hash(descriptor, length) >> 8 & 0xff) != readU8(compressed)) {
            throw new IOException("wrong checksum of a frame header");
        }
        int blockSize = blockDescriptor >> 4;
        if ((flags & VERSION_MASK) != VERSION
                || (flags & RESERVED) != 0
                || (blockDescriptor & 0x8f) != 0
                || blockSize < 4) {
            throw new UnsupportedStreamException(INPUT_LZ4_VERSION, 0, "unsupported version of the lz4 frame format");
        }
        if ((flags & DICTIONARY_ID) != 0) {
            throw new UnsupportedStreamException(
                    INPUT_LZ4_DICTIONARY, 0, "unsupported lz4 frame: it needs a dictionary");
        }
        contentSize = -1;
        if ((flags & CONTENT_SIZE) != 0) {
            contentSize = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                contentSize |= (descriptor[2 + i] & 0xffL) << 8 * i;
            }
        }
        contentRead = 0;
        contentHash.reset();
        blockDecoder.beginFrame(1 << 8 + 2 * blockSize, (flags & BLOCK_INDEPENDENCE) == 0);
    }

    private void readBlock() throws IOException {
        int blockHeader = readLe32(compressed);
        if (blockHeader == 0) {
            endFrame();
            return;
        }
        blockDecoder.readBlock(compressed, blockHeader & ~UNCOMPRESSED);
        if ((flags & BLOCK_CHECKSUM) != 0
                && readLe32(compressed) != hash(blockDecoder.compressedBlock(), blockHeader & ~UNCOMPRESSED)) {
            throw new IOException("wrong checksum of a block");
        }
        blockDecoder.decompress(blockHeader < 0);
        contentRead += blockDecoder.remaining();
        if ((flags & CONTENT_CHECKSUM) != 0) {
            blockDecoder.updateHash(contentHash);
        }
    }

    private void endFrame() throws IOException {
        inFrame = false;
        magic = 0;
        if ((flags & CONTENT_CHECKSUM) != 0 && readLe32(compressed) != contentHash.getValue()) {
            throw new IOException("wrong checksum");
        }
        if (contentSize >= 0 && contentSize != contentRead) {
            throw new IOException("wrong length");
        }
    }

    /**
     * Reads a block of a legacy frame. The frame ends at the end of the input, or before a length that is too large for
     * a block: that value is the magic of the next frame.
     */
    private void readLegacyBlock() throws IOException {
        int first = compressed.read();
        if (first < 0) {
            inFrame = false;
            magic = 0;
            return;
        }
        int length = first | readU8(compressed) << 8 | readLe16(compressed) << 16;
        if (Integer.compareUnsigned(length, Lz4BlockDecoder.maxCompressedLength(LEGACY_BLOCK_SIZE)) > 0) {
            inFrame = false;
            magic = length;
            return;
        }
        blockDecoder.readBlock(compressed, length);
        blockDecoder.decompress(false);
    }

    private static int hash(byte[] bytes, int length) {
        return XXHashFactory.safeInstance().hash32().hash(bytes, 0, length, 0);
    }

    @Override
    public void close() throws IOException {
        compressed.close();
    }
}
