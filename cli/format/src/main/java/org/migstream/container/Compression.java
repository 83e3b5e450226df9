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
import org.migstream.io.ZstdLibrary;

/**
 * The formats for compressed output. {@link Input} reads all of them. The compressed formats have a checksum of the
 * content.
 */
public enum Compression {
    /** No compression. */
    NONE,
    /** A Zstandard frame (RFC 8878). */
    ZSTD,
    /** An lz4 frame of independent blocks (lz4_Frame_format.md, 1.6.x). */
    LZ4;

    /**
     * Returns a stream that compresses the bytes written to it.
     *
     * @param out receives the compressed bytes; closing the result completes the frame and leaves {@code out} open
     * @param metadata bytes for {@link Input#metadata}, written first in a frame that other readers skip; ignored if empty
     *     or without compression
     * @throws org.migstream.io.UnsupportedStreamException if the native code of the library cannot be loaded
     */
    public OutputStream compress(OutputStream out, byte[] metadata) throws IOException {
        OutputStream shielded = new CloseShieldOutputStream(out);
        if (this == NONE) {
            return shielded;
        }
        if (this == ZSTD) {
            ZstdLibrary.require();
        }
        if (metadata.length > 0) {
            out.write(SkippableFrameFilter.encodeMetadata(metadata));
        }
        return this == ZSTD
                ? new ZstdOutputStream(shielded).setChecksum(true)
                : new LZ4FrameOutputStream(
                        shielded,
                        BLOCKSIZE.SIZE_4MB,
                        -1L,
                        LZ4Factory.safeInstance().fastCompressor(),
                        XXHashFactory.safeInstance().hash32(),
                        FLG.Bits.BLOCK_INDEPENDENCE,
                        FLG.Bits.CONTENT_CHECKSUM);
    }

    /**
     * Keeps the underlying stream open when a library closes its output. The class of the same name in commons-io does
     * not accept byte buffers, which the output without compression needs.
     */
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
