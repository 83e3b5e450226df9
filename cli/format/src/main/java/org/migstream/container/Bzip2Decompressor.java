// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.migstream.io.BlockInputStream;

/** bzip2 streams, in blocks of at most 900 kB, for which 5 MB are needed. */
final class Bzip2Decompressor implements Decompressor {
    @Override
    public InputStream open(InputStream packed) throws IOException {
        return new BytewiseInputStream(new BZip2CompressorInputStream(packed, true));
    }

    /** Read in blocks, the library would keep those bytes of a block to itself that stand before damage. */
    private static final class BytewiseInputStream extends BlockInputStream {
        private final InputStream decompressed;
        private IOException failure;

        BytewiseInputStream(InputStream unpacked) {
            this.decompressed = unpacked;
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
                failure = new IOException("it makes no sense", e);
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            decompressed.close();
        }
    }
}
