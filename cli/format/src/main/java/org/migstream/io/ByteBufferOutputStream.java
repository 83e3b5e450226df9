// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** An output that takes bytes from outside the heap too, as devices give them. */
public abstract class ByteBufferOutputStream extends OutputStream {
    private static final int COPY_SIZE = 1 << 16;

    /** Creates an output. */
    protected ByteBufferOutputStream() {}

    /** Writes what remains in the buffer. */
    public abstract void write(ByteBuffer from) throws IOException;

    /** Any output as one of these: bytes from outside the heap are carried through it, where it cannot take them. */
    public static ByteBufferOutputStream of(OutputStream out) {
        return out instanceof ByteBufferOutputStream output ? output : new CopyingAdapter(out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public abstract void write(byte[] from, int offset, int length) throws IOException;

    private static final class CopyingAdapter extends ByteBufferOutputStream {
        private final OutputStream out;
        private byte[] copyBuffer;

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
            copyBuffer = copyBuffer == null ? new byte[COPY_SIZE] : copyBuffer;
            while (from.hasRemaining()) {
                int count = Math.min(from.remaining(), COPY_SIZE);
                from.get(copyBuffer, 0, count);
                out.write(copyBuffer, 0, count);
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
