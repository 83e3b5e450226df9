// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A file that is written at any place; zeroes take no room in it as long as nothing else was there. */
public final class SparseFile implements Closeable {
    private final FileChannel file;
    private final String name;

    /**
     * A file at hand.
     *
     * @param file to be read and written, empty
     * @param name as people know it
     */
    SparseFile(FileChannel file, String name) {
        this.file = file;
        this.name = name;
    }

    /** One without a name, which is gone when it is closed. */
    public static SparseFile createTemporary() throws IOException {
        return new SparseFile(SpillBuffer.createUnlinkedFile(), "a temporary file");
    }

    /** Writes the first {@code length} bytes. */
    public void write(long place, byte[] bytes, int length) throws IOException {
        if (!isZero(bytes, length) || !isZero(place, length)) {
            writeFully(place, bytes, 0, length);
        }
    }

    private void writeFully(long place, byte[] bytes, int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer, place + buffer.position() - from);
            }
        } catch (IOException e) {
            throw new OutputException(name, e);
        }
    }

    /** Writes in order, from a place on; to be buffered. */
    public OutputStream outputStreamAt(long start) {
        return new OutputStream() {
            private long place = start;

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                writeFully(place, bytes, from, length);
                place += length;
            }
        };
    }

    private boolean isZero(long place, int length) throws IOException {
        if (place >= file.size()) {
            return true;
        }
        byte[] there = new byte[length];
        read(place, there);
        return isZero(there, length);
    }

    private static boolean isZero(byte[] bytes, int length) {
        return Arrays.equals(bytes, 0, length, new byte[length], 0, length);
    }

    /** Reads as many bytes as there is room for; what was never written is zero. */
    public void read(long place, byte[] into) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining() && file.read(buffer, place + buffer.position()) > 0) {}
        Arrays.fill(into, buffer.position(), into.length, (byte) 0);
    }

    /** Reads {@code count} bytes in order. */
    public InputStream read(long place, long count) {
        return new BlockInputStream() {
            private long at = place;

            @Override
            public long skip(long wanted) {
                long skipped = Math.max(0, Math.min(wanted, place + count - at));
                at += skipped;
                return skipped;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                if (length == 0 || at == place + count) {
                    return length == 0 ? 0 : -1;
                }
                byte[] bytes = new byte[(int) Math.min(Math.min(length, 1 << 16), place + count - at)];
                SparseFile.this.read(at, bytes);
                System.arraycopy(bytes, 0, into, from, bytes.length);
                at += bytes.length;
                return bytes.length;
            }
        };
    }

    /** Gives it so many bytes. */
    public void extendTo(long length) throws IOException {
        if (file.size() < length) {
            writeFully(length - 1, new byte[1], 0, 1);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
