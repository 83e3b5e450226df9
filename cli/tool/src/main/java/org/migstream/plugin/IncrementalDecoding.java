// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;

/**
 * A reading of a state that cannot be had a second time: its bytes are handed over as they come, and none is kept. Each
 * {@link #feed} lets the decoder read until it wants more than there is. Closing it frees the decoded state, too.
 */
public final class IncrementalDecoding implements Closeable {
    private final ByteQueue queue;
    private final DecodeSession session;
    private DecodedState decoded;

    IncrementalDecoding(ByteQueue supply, DecodeSession decoding) {
        this.queue = supply;
        this.session = decoding;
    }

    /**
     * Takes the next bytes. Those behind the end of a decoder, good or bad, are of no use to anybody.
     *
     * @throws IOException if the fields cannot be kept
     */
    public void feed(byte[] bytes, int from, int count) throws IOException {
        if (decoded == null) {
            queue.put(bytes, from, count);
            decoded = session.resume().orElse(null);
        }
    }

    /**
     * Says that the state ends here.
     *
     * @throws IOException if the fields cannot be kept
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
}
