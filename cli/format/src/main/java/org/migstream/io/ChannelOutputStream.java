// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a file or a pipe. Small writes are collected in a buffer. A byte buffer that is at least as large goes to
 * the kernel without a copy. If a thread is interrupted while it waits in a write, the wait ends and the channel is
 * closed. After a failed write, all further calls fail, so that a caller cannot miss a failure that another one ignored.
 */
public final class ChannelOutputStream extends ByteBufferOutputStream {
    private static final int BUFFER_SIZE = 1 << 15;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private @Nullable IOException failure;

    /** Creates a stream that writes to a blocking channel. */
    public ChannelOutputStream(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
        makeRoom(1);
        buffer.put((byte) value);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            makeRoom(Math.min(length - done, BUFFER_SIZE));
            int count = Math.min(length - done, buffer.remaining());
            buffer.put(from, offset + done, count);
            done += count;
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (from.remaining() < BUFFER_SIZE) {
            makeRoom(from.remaining());
            buffer.put(from);
        } else {
            flush();
            writeFully(from);
        }
    }

    private void makeRoom(int count) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (buffer.remaining() < count) {
            flush();
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        if (failure != null) {
            throw new IOException(IoErrorText.of(failure), failure);
        }
        buffer.flip();
        try {
            writeFully(buffer);
        } finally {
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
