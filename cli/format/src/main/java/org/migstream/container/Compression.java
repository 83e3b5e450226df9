// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.migstream.io.ByteBufferOutputStream;

/** What a stream can be written in: the frames that {@link Input} reads, with a checksum of what is inside. */
public enum Compression {
    /** Nothing. */
    NONE,
    /** A Zstandard frame (RFC 8878). */
    ZSTD,
    /** An lz4 frame of independent blocks (lz4_Frame_format.md, 1.6.x). */
    LZ4;

    /**
     * Packs what is written.
     *
     * @param out where it goes; closing the result completes the frame, and leaves this open
     * @param note put in front, where readers that know nothing of it pass it over: {@link Input#metadata}. Nothing, if
     *     it is empty or nothing is packed
     */
    public OutputStream compress(OutputStream out, byte[] note) throws IOException {
        OutputStream kept = new CloseShieldOutputStream(out);
        if (this == NONE) {
            return kept;
        }
        if (note.length > 0) {
            out.write(SkippableFrameFilter.encodeMetadata(note));
        }
        return this == ZSTD
                ? new ZstdOutputStream(kept).setChecksum(true)
                : new LZ4FrameOutputStream(
                        kept,
                        BLOCKSIZE.SIZE_4MB,
                        -1L,
                        LZ4Factory.safeInstance().fastCompressor(),
                        XXHashFactory.safeInstance().hash32(),
                        FLG.Bits.BLOCK_INDEPENDENCE,
                        FLG.Bits.CONTENT_CHECKSUM);
    }

    /** The libraries close what they write to. */
    private static final class CloseShieldOutputStream extends ByteBufferOutputStream {
        private final ByteBufferOutputStream out;

        CloseShieldOutputStream(OutputStream out) {
            this.out = ByteBufferOutputStream.of(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            out.write(from);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
