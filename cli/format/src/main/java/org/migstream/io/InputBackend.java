// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Where bytes come from: a file that can be read at any place, or anything else. */
interface InputBackend extends Closeable {
    /** A buffer of the sort that {@link #read} fills with the least copying. */
    ByteBuffer allocateBuffer(int capacity);

    /** Reads on, as {@link java.nio.channels.ReadableByteChannel#read} does. */
    int read(ByteBuffer into) throws IOException;

    /** Moves forward over as many of {@code count} bytes as can be left unread; 0 where every byte must be read. */
    long seekForward(long count) throws IOException;

    /** Whether {@link #readAt} and {@link #remaining} serve. */
    boolean isSeekable();

    /** Reads at any place, bytes from the start, without moving; as {@link RandomAccessInput#read} does. */
    int readAt(long place, ByteBuffer into) throws IOException;

    /** How many bytes are still to be read. */
    long remaining() throws IOException;

    /** A pipe, a socket, a decompressor. */
    record StreamBackend(InputStream in) implements InputBackend {
        @Override
        public ByteBuffer allocateBuffer(int capacity) {
            return ByteBuffer.allocate(capacity);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = in.read(into.array(), into.position(), into.remaining());
            into.position(into.position() + Math.max(0, count));
            return count;
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
        public int readAt(long place, ByteBuffer into) {
            throw new UnsupportedOperationException("a pipe gives its bytes in order");
        }

        @Override
        public long remaining() {
            throw new UnsupportedOperationException("a pipe does not tell how long it is");
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Bytes that can be read at any place, from the first of them on. */
    final class RandomAccessBackend implements InputBackend {
        private final RandomAccessInput extent;
        private long next;

        RandomAccessBackend(RandomAccessInput extent) {
            this.extent = extent;
        }

        @Override
        public ByteBuffer allocateBuffer(int capacity) {
            return ByteBuffer.allocateDirect(capacity);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = extent.read(next, into);
            next += Math.max(0, count);
            return count;
        }

        @Override
        public long seekForward(long count) throws IOException {
            long leapt = extent.countReadable(next, count);
            next += leapt;
            return leapt;
        }

        @Override
        public boolean isSeekable() {
            return true;
        }

        @Override
        public int readAt(long place, ByteBuffer into) throws IOException {
            return extent.read(place, into);
        }

        @Override
        public long remaining() throws IOException {
            return Math.max(0, extent.size() - next);
        }

        @Override
        public void close() throws IOException {
            extent.close();
        }
    }
}
