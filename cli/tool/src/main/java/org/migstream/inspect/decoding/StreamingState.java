// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SpillHandler;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.IncrementalDecoding;
import org.migstream.plugin.PluginDecoder;
import org.migstream.spi.StateDecoder;

/** Decodes one state while it is read, as soon as its first bytes have chosen a decoder. */
final class StreamingState implements SpillHandler.Sink, Closeable {
    private final Function<byte[], Optional<PluginDecoder>> decoderFinder;
    private final boolean withDigest;
    private final byte[] head = new byte[StateDecoder.HEAD_LENGTH];
    private int headLength;
    private boolean isDecoderChosen;
    private @Nullable IncrementalDecoding decoding;

    /** @param decoderFinder finds a decoder by the first bytes; if it returns empty, the state is not decoded */
    StreamingState(Function<byte[], Optional<PluginDecoder>> decoderFinder, boolean withDigest) {
        this.decoderFinder = decoderFinder;
        this.withDigest = withDigest;
    }

    /** Writes the bytes that were kept before this object was created. */
    void writeAll(InputStream kept) throws IOException {
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
        int headCount = Math.min(count, head.length - headLength);
        System.arraycopy(bytes, from, head, headLength, headCount);
        headLength += headCount;
        if (!isDecoderChosen && headLength == head.length) {
            chooseDecoder();
        }
        if (decoding != null) {
            decoding.feed(bytes, from + headCount, count - headCount);
        }
    }

    private void chooseDecoder() throws IOException {
        isDecoderChosen = true;
        Optional<PluginDecoder> decoder = decoderFinder.apply(head());
        if (decoder.isPresent()) {
            IncrementalDecoding started = decoder.get().decodeIncrementally(withDigest);
            decoding = started;
            started.feed(head, 0, headLength);
        }
    }

    /** Returns the first bytes: {@link StateDecoder#HEAD_LENGTH}, or all of a shorter state. */
    byte[] head() {
        return Arrays.copyOf(head, headLength);
    }

    /** Ends the decoding; returns empty if no decoder was found. */
    Optional<DecodedState> finish() throws IOException {
        if (!isDecoderChosen) {
            chooseDecoder();
        }
        return decoding == null ? Optional.empty() : Optional.of(decoding.finish());
    }

    @Override
    public void close() throws IOException {
        if (decoding != null) {
            decoding.close();
        }
    }
}
