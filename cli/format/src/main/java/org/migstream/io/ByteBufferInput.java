// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream into byte buffers. The channel of a {@link FileInputStream} fills a direct buffer without the copies that
 * the stream makes.
 *
 * @param in the stream
 * @param channel its channel; null if it has none
 */
public record ByteBufferInput(InputStream in, @Nullable FileChannel channel) {
    /** Uses the channel of the stream if it has one. */
    public static ByteBufferInput of(InputStream in) {
        return new ByteBufferInput(in, in instanceof FileInputStream file ? file.getChannel() : null);
    }

    /** Returns a buffer of the kind that {@link #read} fills with the least copying. */
    public ByteBuffer allocateBuffer(int capacity) {
        return channel == null ? ByteBuffer.allocate(capacity) : ByteBuffer.allocateDirect(capacity);
    }

    /**
     * Reads the next bytes into a buffer of {@link #allocateBuffer}, as {@link InputStream#read(byte[])} does.
     *
     * @return the number of bytes; -1 at the end
     */
    public int read(ByteBuffer into) throws IOException {
        if (channel != null) {
            int count = channel.read(into);
            return count == 0 && into.hasRemaining() ? readByte(into) : count;
        }
        int count = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        into.position(into.position() + Math.max(0, count));
        return count;
    }

    /** Reads a byte of a descriptor that does not block: the stream throws if there is none, the channel returns 0. */
    private int readByte(ByteBuffer into) throws IOException {
        int value = in.read();
        if (value < 0) {
            return -1;
        }
        into.put((byte) value);
        return 1;
    }
}
