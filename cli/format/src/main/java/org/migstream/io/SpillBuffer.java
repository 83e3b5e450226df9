// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bytes that are read again later, in any order. Less than 8 KiB stay in memory; more bytes go to a temporary
 * file. Its name is deleted at once, so the system deletes the file even if the program crashes.
 */
public final class SpillBuffer extends OutputStream {
    private static final int MAX_UNFLUSHED = 1 << 13;

    private ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long length;

    /** Creates an empty buffer. */
    public SpillBuffer() {}

    /** Returns the number of bytes written. */
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

    /** Returns a stream of {@code count} bytes from {@code offset} on. Several streams can be read at the same time. */
    public InputStream openRange(long offset, long count) throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(unflushed.toByteArray(), (int) offset, (int) count);
        }
        flushToFile();
        return new BufferedInputStream(new RangeInputStream(file::read, offset, count));
    }

    private void flushToFile() throws IOException {
        file = file == null ? createUnlinkedFile() : file;
        try {
            unflushed.writeTo(Channels.newOutputStream(file));
        } catch (IOException e) {
            throw temporaryFileError(e);
        }
        // reset() would keep the memory. Hundreds of buffers can exist, and most are never written again.
        unflushed = new ByteArrayOutputStream();
    }

    /** Creates a temporary file and deletes its name at once. */
    static FileChannel createUnlinkedFile() throws IOException {
        try {
            Path path = Files.createTempFile("migstream", null);
            try {
                return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw temporaryFileError(e);
        }
    }

    /** Returns an exception whose message names the directory of the temporary file. */
    static IOException temporaryFileError(IOException cause) {
        return new IOException(
                "no temporary file in " + System.getProperty("java.io.tmpdir") + ": " + IoErrorText.of(cause)
                        + "; name another directory with TMPDIR=DIRECTORY",
                cause);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
