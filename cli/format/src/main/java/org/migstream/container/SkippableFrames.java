// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.io.BlockStream;
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
final class SkippableFrames extends BlockStream {
    /** ZSTD_MAGIC_SKIPPABLE_START in zstd.h. */
    private static final int MAGIC = 0x184d2a50;

    private static final int VARIANTS = 0xf;

    /** The variant in which what migstream says of a stream stands in front of it. */
    private static final int NOTE = MAGIC | 0xd;

    private static final int HEAD = 8;
    private static final int LONGEST_NOTE = 1 << 20;

    private final InputStream in;
    private boolean passed;
    private byte[] note;

    /** @param in must be able to go back to a mark */
    SkippableFrames(InputStream in) {
        this.in = in;
    }

    /** Whether one begins with these bytes. */
    static boolean begin(byte[] front) {
        return front.length >= HEAD && isMagic(head(front).getInt());
    }

    /** Whether one begins with this le32. */
    static boolean isMagic(int word) {
        return (word & ~VARIANTS) == MAGIC;
    }

    /** A frame that holds a note. */
    static byte[] frame(byte[] note) {
        return head(new byte[HEAD + note.length])
                .putInt(NOTE)
                .putInt(note.length)
                .put(note)
                .array();
    }

    private static ByteBuffer head(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the first frame of ours holds, once the bytes behind have been read; empty if there is none. */
    Optional<byte[]> note() {
        return Optional.ofNullable(note);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (!passed) {
            passOne();
        }
        return in.read(into, from, length);
    }

    private void passOne() throws IOException {
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        if (!begin(head)) {
            in.reset();
            passed = true;
            return;
        }
        long length = Integer.toUnsignedLong(head(head).getInt(Integer.BYTES));
        if (head(head).getInt() == NOTE && length <= LONGEST_NOTE && note == null) {
            note = in.readNBytes((int) length);
            length -= note.length;
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
