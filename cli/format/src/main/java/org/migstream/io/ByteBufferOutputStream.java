// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An output stream that also accepts byte buffers, such as the direct buffers into which devices are read. */
public abstract class ByteBufferOutputStream extends OutputStream {
    private static final int COPY_SIZE = 1 << 16;

    /** Creates a stream. */
    protected ByteBufferOutputStream() {}

    /** Writes the remaining bytes of the buffer. */
    public abstract void write(ByteBuffer from) throws IOException;

    /** Returns the stream itself if it accepts byte buffers, otherwise an adapter that copies them into an array. */
    public static ByteBufferOutputStream of(OutputStream out) {
        return out instanceof ByteBufferOutputStream output ? output : new CopyingAdapter(out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public abstract void write(byte[] from, int offset, int length) throws IOException;

    /** Copies byte buffers through an array into an output stream that accepts arrays only. */
    private static final class CopyingAdapter extends ByteBufferOutputStream {
        private final OutputStream out;
        private byte @Nullable [] copyBuffer;

        CopyingAdapter(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            if (from.hasArray()) {
                out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
                from.position(from.limit());
                return;
            }
            byte[] chunk = copyBuffer == null ? new byte[COPY_SIZE] : copyBuffer;
            copyBuffer = chunk;
            while (from.hasRemaining()) {
                int count = Math.min(from.remaining(), COPY_SIZE);
                from.get(chunk, 0, count);
                out.write(chunk, 0, count);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
