// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Supplies the bytes of a {@link ByteSource}: from a stream, or from a file that can be read at any offset. */
interface InputBackend extends Closeable {
    /** Returns a buffer of the kind that {@link #read} fills with the least copying. */
    ByteBuffer allocateBuffer(int capacity);

    /** Reads the next bytes, as {@link java.nio.channels.ReadableByteChannel#read} does. */
    int read(ByteBuffer into) throws IOException;

    /** Seeks forward over up to {@code count} bytes. Returns the distance; 0 if every byte must be read. */
    long seekForward(long count) throws IOException;

    /** Returns whether {@link #readAt} and {@link #remaining} are supported. */
    boolean isSeekable();

    /** Reads at an offset and does not change the position, as {@link RandomAccessInput#read} does. */
    int readAt(long offset, ByteBuffer into) throws IOException;

    /** Returns the number of unread bytes. */
    long remaining() throws IOException;

    /** Returns the offset of the first byte in its file, as {@link RandomAccessInput#fileOffset} does. */
    OptionalLong fileOffset();

    /** Makes more bytes readable, as {@link RandomAccessInput#extend} does. */
    boolean extend() throws IOException;

    /** Reads a pipe, a socket or a decompressor. */
    record StreamBackend(ByteBufferInput in) implements InputBackend {
        @Override
        public ByteBuffer allocateBuffer(int capacity) {
            return in.allocateBuffer(capacity);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return in.read(into);
        }

        @Override
        public long seekForward(long count) {
            return 0;
        }

        @Override
        public boolean isSeekable() {
            return false;
        }

        @Override
        public int readAt(long offset, ByteBuffer into) {
            throw new UnsupportedOperationException("a pipe can only be read in order");
        }

        @Override
        public long remaining() {
            throw new UnsupportedOperationException("the length of a pipe is unknown");
        }

        @Override
        public OptionalLong fileOffset() {
            return OptionalLong.empty();
        }

        @Override
        public boolean extend() {
            return false;
        }

        @Override
        public void close() throws IOException {
            in.in().close();
        }
    }

    /** Reads a random access input from its start. */
    final class RandomAccessBackend implements InputBackend {
        private final RandomAccessInput input;
        private long next;

        RandomAccessBackend(RandomAccessInput input) {
            this.input = input;
        }

        @Override
        public ByteBuffer allocateBuffer(int capacity) {
            return ByteBuffer.allocateDirect(capacity);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = input.read(next, into);
            next += Math.max(0, count);
            return count;
        }

        @Override
        public long seekForward(long count) throws IOException {
            long sought = input.countReadable(next, count);
            next += sought;
            return sought;
        }

        @Override
        public boolean isSeekable() {
            return true;
        }

        @Override
        public int readAt(long offset, ByteBuffer into) throws IOException {
            return input.read(offset, into);
        }

        @Override
        public long remaining() throws IOException {
            return Math.max(0, input.size() - next);
        }

        @Override
        public OptionalLong fileOffset() {
            return input.fileOffset();
        }

        @Override
        public boolean extend() throws IOException {
            return input.extend();
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
