// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_XZ_MEMORY;
import static org.migstream.io.InputFindingCodes.INPUT_ZSTD_WINDOW;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;
import org.migstream.io.LimitExceededException;
import org.migstream.io.ZstdLibrary;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * Removes one kind of container. {@link ContainerInputStream} contains the code that all kinds share. The nested
 * classes call a library; the other decompressors are separate classes.
 */
@FunctionalInterface
interface Decompressor {
    /**
     * Returns the content of all consecutive frames, members or streams. If a read throws an exception after it reached
     * the end of {@code compressed}, the container is truncated. Allocates no memory for a length that only a header
     * claims.
     *
     * @throws IOException here and in reads of the result: a {@link org.migstream.io.StreamException}, whose offset the
     *     caller replaces, or the exception of a library for damaged data
     */
    InputStream open(InputStream compressed) throws IOException;

    /**
     * Returns a {@link org.migstream.io.StreamException} for a library error that is not caused by damage, otherwise
     * {@code e}. The caller replaces the offset.
     */
    default IOException translate(IOException e) {
        return e;
    }

    /**
     * Decompresses xz streams (the .xz file format, 1.2). The header has the size of the dictionary. The memory limit
     * is a fifth of the heap, so that the decompressors of all nested containers fit. With a heap of 64 MiB, the limit
     * is 12 MiB, which is enough for the default level {@code xz -6}.
     */
    final class XzDecompressor implements Decompressor {
        private static final int HEAP_DIVISOR = 5;

        @Override
        public InputStream open(InputStream compressed) throws IOException {
            long kibibytes = Runtime.getRuntime().maxMemory() / HEAP_DIVISOR >> 10;
            return new XZInputStream(compressed, (int) Math.min(Integer.MAX_VALUE, kibibytes));
        }

        @Override
        public IOException translate(IOException e) {
            return e instanceof MemoryLimitException limit
                    ? new LimitExceededException(
                            INPUT_XZ_MEMORY,
                            0,
                            "the xz data needs " + limit.getMemoryNeeded() + " KiB of memory, but the limit is "
                                    + limit.getMemoryLimit() + " KiB; use xz -dc FILE | migstream inspect -")
                    : e;
        }
    }

    /** Decompresses Zstandard frames (RFC 8878). The library keeps the window outside of the Java heap. */
    final class ZstdDecompressor implements Decompressor {
        @Override
        public InputStream open(InputStream compressed) throws IOException {
            ZstdLibrary.require();
            return new ZstdInputStream(compressed);
        }

        @Override
        public IOException translate(IOException e) {
            return e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()
                    ? new LimitExceededException(
                            INPUT_ZSTD_WINDOW,
                            0,
                            "the window of the zstd frame (--long) exceeds 128 MiB; use zstd -dc --long=31 FILE | migstream inspect -")
                    : e;
        }
    }

    /** Decompresses bzip2 streams. A block has at most 900 kB, which needs 5 MB of memory. */
    final class Bzip2Decompressor implements Decompressor {
        @Override
        public InputStream open(InputStream compressed) throws IOException {
            return new BytewiseInputStream(new BZip2CompressorInputStream(compressed, true));
        }

        /**
         * Reads byte by byte. With a block read, the library would drop the bytes between the start of the block and the
         * damage.
         */
        private static final class BytewiseInputStream extends BlockInputStream {
            private final InputStream decompressed;
            private @Nullable IOException failure;

            BytewiseInputStream(InputStream decompressed) {
                this.decompressed = decompressed;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int count = 0;
                while (count < length && failure == null) {
                    int next = readByte();
                    if (next < 0) {
                        break;
                    }
                    into[from + count++] = (byte) next;
                }
                if (count == 0 && failure != null) {
                    throw failure;
                }
                return count == 0 ? -1 : count;
            }

            private int readByte() {
                try {
                    return decompressed.read();
                } catch (IOException e) {
                    failure = e;
                } catch (RuntimeException e) {
                    failure = new IOException("invalid data", e);
                }
                return -1;
            }

            @Override
            public void close() throws IOException {
                decompressed.close();
            }
        }
    }
}
