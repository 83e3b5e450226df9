// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes set aside in a temporary file, to be read again in any order. The file has no name from the start on, so that
 * nothing is left behind however the program ends.
 */
public final class Scratch implements Closeable {
    private static final int BUFFER = 1 << 15;

    private final FileChannel file;
    private final OutputStream out;
    private long length;

    /** Creates the file in the directory for temporary files ({@code java.io.tmpdir}). */
    public Scratch() throws IOException {
        Path path = Files.createTempFile("migstream", null);
        try {
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
        out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
    }

    /** How many bytes have been added. */
    public long length() {
        return length;
    }

    /** Adds bytes at the end. */
    public void add(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        length += count;
    }

    /** Adds all bytes of a stream; returns how many. */
    public long addAll(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long before = length;
        for (int count; (count = in.read(buffer)) >= 0; ) {
            add(buffer, 0, count);
        }
        return length - before;
    }

    /** Reads {@code count} bytes from {@code offset} on; several readings do not disturb each other. */
    public InputStream read(long offset, long count) throws IOException {
        out.flush();
        return new BufferedInputStream(new FileSlice(file, offset, count));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A stretch of a file, read by its own position. */
    private static final class FileSlice extends InputStream {
        private final FileChannel file;
        private final long end;
        private long position;

        FileSlice(FileChannel file, long offset, long count) {
            this.file = file;
            this.position = offset;
            this.end = offset + count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (position >= end) {
                return -1;
            }
            int count = file.read(ByteBuffer.wrap(into, from, (int) Math.min(length, end - position)), position);
            position += Math.max(0, count);
            return count;
        }
    }
}
