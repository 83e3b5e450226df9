// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.migstream.io.BlockStream;

/** bzip2 streams, in blocks of at most 900 kB, for which 5 MB are needed. */
final class Bzip2Unpacker implements Unpacker {
    @Override
    public InputStream open(InputStream packed) throws IOException {
        return new Bytes(new BZip2CompressorInputStream(packed, true));
    }

    /** Read in blocks, the library would keep those bytes of a block to itself that stand before damage. */
    private static final class Bytes extends BlockStream {
        private final InputStream unpacked;
        private IOException failure;

        Bytes(InputStream unpacked) {
            this.unpacked = unpacked;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = 0;
            while (count < length && failure == null) {
                int next = next();
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

        private int next() {
            try {
                return unpacked.read();
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException e) {
                failure = new IOException("it makes no sense", e);
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            unpacked.close();
        }
    }
}
