// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
 * Bytes set aside, to be read again in any order. Up to a bound they stay in memory; when there are more, all of them go
 * to a temporary file. The file has no name from the start on, so that nothing is left behind however the program ends.
 */
public final class SpillBuffer extends OutputStream {
    private static final int MAX_UNFLUSHED = 1 << 13;

    private ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private FileChannel file;
    private long length;

    /** Creates an empty one. */
    public SpillBuffer() {}

    /** How many bytes have been added. */
    public long length() {
        return length;
    }

    @Override
    public void write(int value) throws IOException {
        unflushed.write(value);
        afterWrite(1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        unflushed.write(bytes, from, count);
        afterWrite(count);
    }

    private void afterWrite(int count) throws IOException {
        length += count;
        if (unflushed.size() >= MAX_UNFLUSHED) {
            flushToFile();
        }
    }

    /** Reads {@code count} bytes from {@code offset} on; several readings do not disturb each other. */
    public InputStream openRange(long offset, long count) throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(unflushed.toByteArray(), (int) offset, (int) count);
        }
        flushToFile();
        return new BufferedInputStream(new FileRangeInputStream(file, offset, count));
    }

    private void flushToFile() throws IOException {
        try {
            if (file == null) {
                file = createUnlinkedFile();
            }
            unflushed.writeTo(Channels.newOutputStream(file));
        } catch (IOException e) {
            throw new IOException(
                    "no temporary file in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
        }
        // Not reset, which would keep the memory: there may be hundreds of these, and most get no more.
        unflushed = new ByteArrayOutputStream();
    }

    /** A file without a name. */
    static FileChannel createUnlinkedFile() throws IOException {
        Path path = Files.createTempFile("migstream", null);
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** A stretch of a file, read by its own position. */
    private static final class FileRangeInputStream extends BlockInputStream {
        private final FileChannel file;
        private final long end;
        private long position;

        FileRangeInputStream(FileChannel file, long offset, long count) {
            this.file = file;
            this.position = offset;
            this.end = offset + count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
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
