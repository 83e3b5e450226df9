// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;
import org.migstream.io.TruncatedStreamException;

/**
 * Removes the leading frames that zstd and lz4 readers skip (RFC 8878, 3.1.2), and passes on the bytes after them:
 *
 * <pre>
 *   le32 184d2a50 to 184d2a5f, le32 n, n bytes
 * </pre>
 *
 * <p>Such a frame can have any content. The content of the first frame that migstream wrote is kept as metadata.
 */
final class SkippableFrameFilter extends BlockInputStream {
    /** ZSTD_MAGIC_SKIPPABLE_START in zstd.h. */
    private static final int MAGIC = 0x184d2a50;

    private static final int VARIANT_MASK = 0xf;

    /** The variant for the metadata that migstream writes before a stream. */
    private static final int METADATA_MAGIC = MAGIC | 0xd;

    private static final int HEADER_LENGTH = 8;
    private static final int MAX_METADATA_LENGTH = 1 << 20;

    private final InputStream in;
    private boolean finished;
    private byte @Nullable [] metadata;

    /** @param in a stream that supports {@link InputStream#mark} */
    SkippableFrameFilter(InputStream in) {
        this.in = in;
    }

    /** Returns whether the bytes start with a skippable frame. */
    static boolean startsWithFrame(byte[] firstBytes) {
        return firstBytes.length >= HEADER_LENGTH
                && isMagic(littleEndian(firstBytes).getInt());
    }

    /** Returns whether this le32 is the magic of a skippable frame. */
    static boolean isMagic(int word) {
        return (word & ~VARIANT_MASK) == MAGIC;
    }

    /** Returns a frame with metadata. */
    static byte[] encodeMetadata(byte[] content) {
        return littleEndian(new byte[HEADER_LENGTH + content.length])
                .putInt(METADATA_MAGIC)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the content of the first metadata frame; empty if there is none, or before the first read. */
    Optional<byte[]> metadata() {
        return Optional.ofNullable(metadata);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (!finished) {
            skipFrame();
        }
        return in.read(into, from, length);
    }

    private void skipFrame() throws IOException {
        in.mark(HEADER_LENGTH);
        byte[] head = in.readNBytes(HEADER_LENGTH);
        if (!startsWithFrame(head)) {
            in.reset();
            finished = true;
            return;
        }
        long length = Integer.toUnsignedLong(littleEndian(head).getInt(Integer.BYTES));
        if (littleEndian(head).getInt() == METADATA_MAGIC && length <= MAX_METADATA_LENGTH && metadata == null) {
            byte[] content = in.readNBytes((int) length);
            metadata = content;
            length -= content.length;
        }
        try {
            in.skipNBytes(length);
        } catch (EOFException e) {
            throw new TruncatedStreamException(0);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
