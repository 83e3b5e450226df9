// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A file that can be written at any offset. Zeroes take no space in it unless they replace other bytes. */
public final class SparseFile implements Closeable {
    private final FileChannel file;
    private final String name;
    /** Whether the bytes count as those of a temporary file. */
    private final boolean temporary;

    private long reserved;

    /**
     * Wraps an empty file.
     *
     * @param file open for reading and writing
     * @param name of the file in messages
     */
    SparseFile(FileChannel file, String name) {
        this(file, name, false);
    }

    private SparseFile(FileChannel file, String name, boolean temporary) {
        this.file = file;
        this.name = name;
        this.temporary = temporary;
    }

    /** Creates a temporary file without a name. Closing it deletes it. */
    public static SparseFile createTemporary() throws IOException {
        return new SparseFile(TemporaryFiles.create(), "a temporary file", true);
    }

    /** Writes the first {@code length} bytes of an array at an offset. */
    public void write(long offset, byte[] bytes, int length) throws IOException {
        if (!isZero(bytes, length) || !isZero(offset, length)) {
            writeFully(offset, bytes, 0, length);
        }
    }

    private void writeFully(long offset, byte[] bytes, int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        if (temporary && isZero(offset, length)) {
            TemporaryFiles.reserve(length);
            reserved += length;
        }
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer, offset + buffer.position() - from);
            }
        } catch (IOException e) {
            throw new OutputException(name, e);
        }
    }

    /** Returns an unbuffered stream that writes from an offset on. */
    public OutputStream outputStreamAt(long start) {
        return new OutputStream() {
            private long offset = start;

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                writeFully(offset, bytes, from, length);
                offset += length;
            }
        };
    }

    private boolean isZero(long offset, int length) throws IOException {
        if (offset >= file.size()) {
            return true;
        }
        byte[] current = new byte[length];
        read(offset, current);
        return isZero(current, length);
    }

    private static boolean isZero(byte[] bytes, int length) {
        return Arrays.equals(bytes, 0, length, new byte[length], 0, length);
    }

    /** Fills the array with the bytes from an offset on. Bytes that were never written are zero. */
    public void read(long offset, byte[] into) throws IOException {
        read(ByteBuffer.wrap(into), offset);
    }

    private int read(ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        while (into.hasRemaining() && file.read(into, offset + into.position() - start) > 0) {}
        while (into.hasRemaining()) {
            into.put((byte) 0);
        }
        return into.position() - start;
    }

    /** Returns a stream of {@code count} bytes from an offset on. Bytes that were never written are zero. */
    public InputStream openRange(long offset, long count) {
        return new RangeInputStream(this::read, offset, count);
    }

    /** Returns the bytes of the file as an input that can be read at any offset. Closing it closes this file. */
    public ByteSource openSource() throws IOException {
        return ByteSource.of(file);
    }

    /** Extends the file to a length in bytes. A longer file is not changed. */
    public void extendTo(long length) throws IOException {
        if (file.size() < length) {
            writeFully(length - 1, new byte[1], 0, 1);
        }
    }

    @Override
    public void close() throws IOException {
        TemporaryFiles.release(reserved);
        reserved = 0;
        file.close();
    }
}
