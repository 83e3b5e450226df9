// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;

/**
 * A reading of a state that cannot be had a second time: its bytes are handed over as they come, and none is kept. Each
 * {@link #feed} lets the decoder read until it wants more than there is. Closing it frees the decoded state, too.
 */
public final class LiveDecoding implements Closeable {
    private final Supply supply;
    private final Decoding decoding;
    private DecodedState decoded;

    LiveDecoding(Supply supply, Decoding decoding) {
        this.supply = supply;
        this.decoding = decoding;
    }

    /**
     * Takes the next bytes. Those behind the end of a decoder, good or bad, are of no use to anybody.
     *
     * @throws IOException if the fields cannot be kept
     */
    public void feed(byte[] bytes, int from, int count) throws IOException {
        if (decoded == null) {
            supply.put(bytes, from, count);
            decoded = decoding.proceed().orElse(null);
        }
    }

    /**
     * Says that the state ends here.
     *
     * @throws IOException if the fields cannot be kept
     */
    public DecodedState end() throws IOException {
        if (decoded == null) {
            supply.end();
            decoded = decoding.proceed().orElseThrow();
        }
        return decoded;
    }

    @Override
    public void close() throws IOException {
        decoding.close();
    }
}
