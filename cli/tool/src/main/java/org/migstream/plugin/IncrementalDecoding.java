// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;
import org.migstream.spi.StateDecoder;

/**
 * Decodes a state that can be read only once, while its bytes arrive. The bytes are not kept. Each {@link #feed} lets
 * the decoder run until it needs more bytes than are available. Closing it also frees the decoded state.
 */
public final class IncrementalDecoding implements Closeable {
    private final ByteQueue queue = new ByteQueue();
    private final DecodeSession session;
    private @Nullable DecodedState decoded;

    /** Starts {@link PluginDecoder#decodeIncrementally}. */
    IncrementalDecoding(String name, StateDecoder decoder, PluginExecutor executor, boolean digests) {
        session = new DecodeSession(name, decoder, executor, queue, queue::isWaitingForInput, digests, null);
    }

    /**
     * Decodes the next bytes of the state. Ignores them if the decoder has already ended.
     *
     * @throws IOException if the fields cannot be stored
     */
    public void feed(byte[] bytes, int from, int count) throws IOException {
        if (decoded == null) {
            queue.put(bytes, from, count);
            decoded = session.resume().orElse(null);
        }
    }

    /**
     * Ends the state after the bytes that have been fed, and returns the result.
     *
     * @throws IOException if the fields cannot be stored
     */
    public DecodedState finish() throws IOException {
        if (decoded == null) {
            queue.end();
            decoded = session.resume().orElseThrow();
        }
        return decoded;
    }

    @Override
    public void close() throws IOException {
        session.close();
    }

    /** The bytes of one {@link #feed} that the decoder has not read yet. */
    private static final class ByteQueue extends BlockInputStream {
        private byte[] bytes = {};
        private int position;
        private int limit;
        private boolean ended;

        /** Sets the next bytes; all earlier bytes have been read. Does not copy them. */
        void put(byte[] next, int begin, int count) {
            Objects.checkFromIndexSize(begin, count, next.length);
            bytes = next;
            position = begin;
            limit = begin + count;
        }

        /** Marks the end of the state. */
        void end() {
            ended = true;
        }

        /** Returns whether no bytes are available now but more may come. */
        boolean isWaitingForInput() {
            return position == limit && !ended;
        }

        /** Reads available bytes. Unlike other streams, returns 0 if {@link #isWaitingForInput}. */
        @Override
        public int read(byte[] into, int from, int length) {
            if (position == limit && ended) {
                return -1;
            }
            int count = Math.min(length, limit - position);
            System.arraycopy(bytes, position, into, from, count);
            position += count;
            return count;
        }

        @Override
        public long skip(long count) {
            int skipped = (int) Math.min(count, limit - position);
            position += skipped;
            return skipped;
        }
    }
}
