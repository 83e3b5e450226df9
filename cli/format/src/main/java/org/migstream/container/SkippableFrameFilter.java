// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.io.BlockInputStream;
import org.migstream.io.TruncatedStreamException;

/**
 * Frames that zstd and lz4 readers pass over (RFC 8878, 3.1.2), and what stands behind the last of them in a row.
 *
 * <pre>
 *   le32 184d2a50 to 184d2a5f, le32 n, n bytes
 * </pre>
 *
 * <p>What these bytes mean is their writer's affair. The first of ours is kept.
 */
final class SkippableFrameFilter extends BlockInputStream {
    /** ZSTD_MAGIC_SKIPPABLE_START in zstd.h. */
    private static final int MAGIC = 0x184d2a50;

    private static final int VARIANT_MASK = 0xf;

    /** The variant in which what migstream says of a stream stands in front of it. */
    private static final int METADATA_MAGIC = MAGIC | 0xd;

    private static final int HEADER_LENGTH = 8;
    private static final int MAX_METADATA_LENGTH = 1 << 20;

    private final InputStream in;
    private boolean finished;
    private byte[] metadata;

    /** @param in must be able to go back to a mark */
    SkippableFrameFilter(InputStream in) {
        this.in = in;
    }

    /** Whether one begins with these bytes. */
    static boolean startsWithFrame(byte[] front) {
        return front.length >= HEADER_LENGTH && isMagic(littleEndian(front).getInt());
    }

    /** Whether one begins with this le32. */
    static boolean isMagic(int word) {
        return (word & ~VARIANT_MASK) == MAGIC;
    }

    /** A frame that holds a note. */
    static byte[] encodeMetadata(byte[] note) {
        return littleEndian(new byte[HEADER_LENGTH + note.length])
                .putInt(METADATA_MAGIC)
                .putInt(note.length)
                .put(note)
                .array();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the first frame of ours holds, once the bytes behind have been read; empty if there is none. */
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
            metadata = in.readNBytes((int) length);
            length -= metadata.length;
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
