// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Compresses with the writers of the libraries, with all checksums that the formats offer. */
enum TestCompression {
    ZSTD(null),
    LZ4(out -> new LZ4FrameOutputStream(
            out,
            BLOCKSIZE.SIZE_64KB,
            -1,
            LZ4Factory.safeInstance().fastCompressor(),
            XXHashFactory.safeInstance().hash32(),
            FLG.Bits.BLOCK_INDEPENDENCE,
            FLG.Bits.BLOCK_CHECKSUM)),
    GZIP(GZIPOutputStream::new),
    BZIP2(out -> new BZip2CompressorOutputStream(out, 1)),
    XZ(out -> new XZOutputStream(out, new LZMA2Options(0)));

    private final CompressorFactory writer;

    private interface CompressorFactory {
        OutputStream wrap(OutputStream out) throws IOException;
    }

    TestCompression(CompressorFactory writer) {
        this.writer = writer;
    }

    /** Returns the name of the format in reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the compressed bytes. */
    byte[] compress(byte[] bytes) {
        if (this == ZSTD) {
            return Zstd.compress(bytes);
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = writer.wrap(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Returns all parts, one after the other. */
    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
