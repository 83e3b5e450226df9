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
import org.jspecify.annotations.Nullable;

/**
 * Keeps bytes that are read again later, in any order. Less than 8 KiB stay in memory; more bytes go to a temporary
 * file (see {@link TemporaryFiles}).
 */
public final class SpillBuffer extends OutputStream {
    private static final int MAX_UNFLUSHED = 1 << 13;

    private ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private @Nullable FileChannel file;
    private long length;
    /** The number of bytes in the file. */
    private long reserved;

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
        TemporaryFiles.reserve(unflushed.size());
        reserved += unflushed.size();
        file = file == null ? TemporaryFiles.create() : file;
        try {
            unflushed.writeTo(Channels.newOutputStream(file));
        } catch (IOException e) {
            throw TemporaryFiles.error(e);
        }
        // reset() would keep the memory. Hundreds of buffers can exist, and most are never written again.
        unflushed = new ByteArrayOutputStream();
    }

    @Override
    public void close() throws IOException {
        TemporaryFiles.release(reserved);
        reserved = 0;
        if (file != null) {
            file.close();
        }
    }
}
