// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * Writes to a file or a pipe; few bytes are gathered, many go straight to the kernel. Interrupting a thread that waits
 * in here ends its waiting, which closes the channel.
 */
public final class ChannelOutput extends ByteOutput {
    private static final int GATHERED = 1 << 15;

    private final WritableByteChannel channel;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED);

    /** Writes to a channel that blocks. */
    public ChannelOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
        makeRoom(1);
        gathered.put((byte) value);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            makeRoom(Math.min(length - done, GATHERED));
            int count = Math.min(length - done, gathered.remaining());
            gathered.put(from, offset + done, count);
            done += count;
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (from.remaining() < GATHERED) {
            makeRoom(from.remaining());
            gathered.put(from);
        } else {
            flush();
            send(from);
        }
    }

    private void makeRoom(int count) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (gathered.remaining() < count) {
            flush();
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void flush() throws IOException {
        gathered.flip();
        try {
            send(gathered);
        } finally {
            gathered.clear();
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
