// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where bytes come from: a file that can be seeked, or anything else. */
interface Origin extends Closeable {
    /** Reads as {@link InputStream#read(byte[], int, int)} does. */
    int read(byte[] into, int from, int length) throws IOException;

    /** Moves forward over as many of {@code count} bytes as can be left unread; 0 where every byte must be read. */
    long leap(long count) throws IOException;

    /** A channel for reading at any place, or null if there is none. */
    FileChannel channel();

    /** A pipe, a socket, a decompressor. */
    record Pipe(InputStream in) implements Origin {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return in.read(into, from, length);
        }

        @Override
        public long leap(long count) {
            return 0;
        }

        @Override
        public FileChannel channel() {
            return null;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** A regular file. */
    record File(FileChannel channel) implements Origin {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(into, from, length));
        }

        @Override
        public long leap(long count) throws IOException {
            long here = channel.position();
            long leapt = Math.min(count, Math.max(0, channel.size() - here));
            channel.position(here + leapt);
            return leapt;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
