// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that can be read at any place: a regular file from some place on, or what an image file keeps in clusters. */
public interface RandomAccessInput extends Closeable {
    /**
     * Reads at a place, bytes from the start, as {@link FileChannel#read(ByteBuffer, long)} does.
     *
     * @return how many bytes were read, which may be fewer than asked for; -1 at the end
     * @throws StreamException where damage keeps what is there from being read
     */
    int read(long place, ByteBuffer into) throws IOException;

    /** How many bytes there are. */
    long size() throws IOException;

    /** How many of {@code count} bytes from a place on can be read, by what a look without reading them tells. */
    default long countReadable(long place, long count) throws IOException {
        return Math.max(0, Math.min(count, size() - place));
    }

    /** A file from a place on; closing the extent closes it. */
    static RandomAccessInput of(FileChannel file, long start) {
        return new RandomAccessInput() {
            @Override
            public int read(long place, ByteBuffer into) throws IOException {
                return file.read(into, start + place);
            }

            @Override
            public long size() throws IOException {
                return Math.max(0, file.size() - start);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** What stands from a place on. */
    default RandomAccessInput sliceFrom(long start) {
        RandomAccessInput whole = this;
        return new RandomAccessInput() {
            @Override
            public int read(long place, ByteBuffer into) throws IOException {
                return whole.read(start + place, into);
            }

            @Override
            public long size() throws IOException {
                return Math.max(0, whole.size() - start);
            }

            @Override
            public long countReadable(long place, long count) throws IOException {
                return whole.countReadable(start + place, count);
            }

            @Override
            public void close() throws IOException {
                whole.close();
            }
        };
    }

    /** The bytes in order; closing the stream closes the extent. */
    default InputStream openStream() {
        return new BlockInputStream() {
            private long next;

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int count = length == 0 ? 0 : RandomAccessInput.this.read(next, ByteBuffer.wrap(into, from, length));
                next += Math.max(0, count);
                return count;
            }

            @Override
            public void close() throws IOException {
                RandomAccessInput.this.close();
            }
        };
    }
}
