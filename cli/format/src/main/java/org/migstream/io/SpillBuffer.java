// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Keeps bytes that are read again later, in any order. Less than 8 KiB stay in memory, and more while all buffers together
 * have room for them there; the rest goes to a temporary file (see {@link TemporaryFiles}). So a small input needs no file.
 */
public final class SpillBuffer extends OutputStream {
    private static final int MAX_UNFLUSHED = 1 << 13;
    private static final int FIRST_CAPACITY = 32;

    /** The last bytes, which are not in the file. Ranges that are being read share it: it is never changed, only continued. */
    private byte[] memory = new byte[FIRST_CAPACITY];

    private int memoryLength;
    /** The part of the memory that other buffers cannot have, in bytes. */
    private int borrowed;

    private @Nullable FileChannel file;
    private long fileLength;
    /** The bytes that this buffer has in the count of all temporary files. */
    private long reserved;

    /** Why bytes were lost; nothing can be read or written then. */
    private @Nullable IOException failure;

    /** Creates an empty buffer. */
    public SpillBuffer() {}

    /** Returns the number of bytes written. */
    public long length() {
        return fileLength + memoryLength;
    }

    @Override
    public void write(int value) throws IOException {
        makeRoom(1);
        memory[memoryLength++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int written = 0;
        while (written < count) {
            int part = Math.min(count - written, MAX_UNFLUSHED);
            makeRoom(part);
            System.arraycopy(bytes, from + written, memory, memoryLength, part);
            memoryLength += part;
            written += part;
        }
    }

    /** Makes room for at most {@link #MAX_UNFLUSHED} bytes. */
    private void makeRoom(int count) throws IOException {
        requireIntact();
        int needed = memoryLength + count;
        if (needed <= memory.length) {
            return;
        }
        int capacity = Math.max(needed, 2 * memory.length);
        if (needed > MAX_UNFLUSHED) {
            int more = capacity - Math.max(memory.length, MAX_UNFLUSHED);
            if (file != null || !TemporaryFiles.borrowMemory(more)) {
                flushToFile();
                capacity = Math.max(count, FIRST_CAPACITY);
            } else {
                borrowed += more;
            }
        } else {
            capacity = Math.min(capacity, MAX_UNFLUSHED);
        }
        byte[] grown = new byte[capacity];
        System.arraycopy(memory, 0, grown, 0, memoryLength);
        memory = grown;
    }

    private void requireIntact() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Returns a stream of {@code count} bytes from {@code offset} on, or of fewer if the buffer ends before. Several streams
     * can be read at the same time.
     */
    public InputStream openRange(long offset, long count) throws IOException {
        requireIntact();
        if (file == null) {
            long from = Math.min(offset, memoryLength);
            return new ByteArrayInputStream(memory, (int) from, (int) Math.min(count, memoryLength - from));
        }
        flushToFile();
        return new BufferedInputStream(new RangeInputStream(file::read, offset, count));
    }

    private void flushToFile() throws IOException {
        TemporaryFiles.reserve(memoryLength);
        reserved += memoryLength;
        file = file == null ? TemporaryFiles.create() : file;
        try {
            Channels.newOutputStream(file).write(memory, 0, memoryLength);
        } catch (IOException e) {
            failure = TemporaryFiles.error(e);
            throw failure;
        }
        fileLength += memoryLength;
        memoryLength = 0;
        // Hundreds of buffers can exist, and most are never written again.
        memory = new byte[FIRST_CAPACITY];
        returnMemory();
    }

    private void returnMemory() {
        TemporaryFiles.returnMemory(borrowed);
        borrowed = 0;
    }

    @Override
    public void close() throws IOException {
        memory = new byte[0];
        memoryLength = 0;
        returnMemory();
        TemporaryFiles.release(reserved);
        reserved = 0;
        if (file != null) {
            file.close();
        }
    }
}
