// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;

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
