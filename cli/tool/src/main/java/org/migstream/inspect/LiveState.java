// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.migstream.device.SpillHandler;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.LiveDecoding;
import org.migstream.spi.StateDecoder;

/** A state that is decoded while it comes, as soon as its first bytes are there to choose a decoder by. */
final class LiveState implements SpillHandler.Sink, Closeable {
    private final Function<byte[], Optional<Decoder>> choice;
    private final boolean digesting;
    private final byte[] head = new byte[StateDecoder.HEAD];
    private int known;
    private boolean chosen;
    private LiveDecoding decoding;

    /** @param choice finds a decoder by the first bytes, or gives the state up */
    LiveState(Function<byte[], Optional<Decoder>> choice, boolean digesting) {
        this.choice = choice;
        this.digesting = digesting;
    }

    /** Takes what was kept before. */
    void takeAll(InputStream kept) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; !givenUp() && (count = kept.read(buffer)) >= 0; ) {
            write(buffer, 0, count);
        }
    }

    private boolean givenUp() {
        return chosen && decoding == null;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int first = Math.min(count, head.length - known);
        System.arraycopy(bytes, from, head, known, first);
        known += first;
        if (!chosen && known == head.length) {
            choose();
        }
        if (decoding != null) {
            decoding.feed(bytes, from + first, count - first);
        }
    }

    private void choose() throws IOException {
        chosen = true;
        Optional<Decoder> decoder = choice.apply(head());
        if (decoder.isPresent()) {
            decoding = decoder.get().live(digesting);
            decoding.feed(head, 0, known);
        }
    }

    /** The first bytes, as many as there are. */
    byte[] head() {
        return Arrays.copyOf(head, known);
    }

    /** Says that the state ends here; null if nobody decodes it. */
    DecodedState end() throws IOException {
        if (!chosen) {
            choose();
        }
        return decoding == null ? null : decoding.end();
    }

    @Override
    public void close() throws IOException {
        if (decoding != null) {
            decoding.close();
        }
    }
}
