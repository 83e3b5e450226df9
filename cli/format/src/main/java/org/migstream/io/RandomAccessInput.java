// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;

/** Bytes that can be read at any offset: a regular file from some offset on, or a VM state in the clusters of an image. */
public interface RandomAccessInput extends Closeable {
    /**
     * Reads at an offset in bytes from the start, as {@link FileChannel#read(ByteBuffer, long)} does.
     *
     * @return the number of bytes read, which can be smaller than the buffer; -1 at the end
     * @throws StreamException if the bytes cannot be read because the image is damaged
     */
    int read(long offset, ByteBuffer into) throws IOException;

    /** Returns the number of bytes. */
    long size() throws IOException;

    /**
     * Returns the offset of the first byte in the file to which offsets in the content refer, in bytes; empty if it is
     * unknown.
     */
    default OptionalLong fileOffset() {
        return OptionalLong.empty();
    }

    /**
     * Makes bytes after {@link #size} readable, if the recorded size of the input can be too small. Afterwards the input
     * ends at an upper bound: bytes of other origin can follow its content.
     *
     * @return whether the input ends at an upper bound
     */
    default boolean extend() throws IOException {
        return false;
    }

    /**
     * Returns how many of {@code count} bytes from an offset on can be read. Reads only those bytes that must be
     * decompressed for the answer.
     */
    default long countReadable(long offset, long count) throws IOException {
        return Math.max(0, Math.min(count, size() - offset));
    }

    /** Returns the bytes of a file from an offset on. Closing the result closes the file. */
    static RandomAccessInput of(FileChannel file, long start) {
        return new RandomAccessInput() {
            private long knownSize;

            @Override
            public int read(long offset, ByteBuffer into) throws IOException {
                return file.read(into, start + offset);
            }

            /** Asks for the size only if the known one does not suffice: each record of a large device is one call. */
            @Override
            public long countReadable(long offset, long count) throws IOException {
                if (count > knownSize - offset) {
                    knownSize = size();
                }
                return Math.max(0, Math.min(count, knownSize - offset));
            }

            @Override
            public long size() throws IOException {
                return Math.max(0, file.size() - start);
            }

            @Override
            public OptionalLong fileOffset() {
                return OptionalLong.of(start);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** Returns the bytes from an offset on. Closing the result closes this input. */
    default RandomAccessInput sliceFrom(long start) {
        RandomAccessInput whole = this;
        return new RandomAccessInput() {
            @Override
            public int read(long offset, ByteBuffer into) throws IOException {
                return whole.read(start + offset, into);
            }

            @Override
            public long size() throws IOException {
                return Math.max(0, whole.size() - start);
            }

            @Override
            public OptionalLong fileOffset() {
                return whole.fileOffset().isPresent()
                        ? OptionalLong.of(whole.fileOffset().getAsLong() + start)
                        : OptionalLong.empty();
            }

            @Override
            public boolean extend() throws IOException {
                return whole.extend();
            }

            @Override
            public long countReadable(long offset, long count) throws IOException {
                return whole.countReadable(start + offset, count);
            }

            @Override
            public void close() throws IOException {
                whole.close();
            }
        };
    }

    /**
     * Returns a stream of all bytes. Closing the stream closes this input. A skip reads the bytes, so that it finds
     * damage in them.
     */
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
