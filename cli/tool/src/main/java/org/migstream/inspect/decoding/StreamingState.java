// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.migstream.device.SpillHandler;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.IncrementalDecoding;
import org.migstream.plugin.PluginDecoder;
import org.migstream.spi.StateDecoder;

/** A state that is decoded while it comes, as soon as its first bytes are there to choose a decoder by. */
final class StreamingState implements SpillHandler.Sink, Closeable {
    private final Function<byte[], Optional<PluginDecoder>> decoderFinder;
    private final boolean withDigest;
    private final byte[] head = new byte[StateDecoder.HEAD_LENGTH];
    private int headLength;
    private boolean isDecoderChosen;
    private IncrementalDecoding decoding;

    /** @param choice finds a decoder by the first bytes, or gives the state up */
    StreamingState(Function<byte[], Optional<PluginDecoder>> choice, boolean digesting) {
        this.decoderFinder = choice;
        this.withDigest = digesting;
    }

    /** Takes what was kept before. */
    void feedAll(InputStream kept) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; !isAbandoned() && (count = kept.read(buffer)) >= 0; ) {
            write(buffer, 0, count);
        }
    }

    private boolean isAbandoned() {
        return isDecoderChosen && decoding == null;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int first = Math.min(count, head.length - headLength);
        System.arraycopy(bytes, from, head, headLength, first);
        headLength += first;
        if (!isDecoderChosen && headLength == head.length) {
            chooseDecoder();
        }
        if (decoding != null) {
            decoding.feed(bytes, from + first, count - first);
        }
    }

    private void chooseDecoder() throws IOException {
        isDecoderChosen = true;
        Optional<PluginDecoder> decoder = decoderFinder.apply(head());
        if (decoder.isPresent()) {
            decoding = decoder.get().decodeIncrementally(withDigest);
            decoding.feed(head, 0, headLength);
        }
    }

    /** The first bytes, as many as there are. */
    byte[] head() {
        return Arrays.copyOf(head, headLength);
    }

    /** Says that the state ends here; null if nobody decodes it. */
    DecodedState finish() throws IOException {
        if (!isDecoderChosen) {
            chooseDecoder();
        }
        return decoding == null ? null : decoding.finish();
    }

    @Override
    public void close() throws IOException {
        if (decoding != null) {
            decoding.close();
        }
    }
}
