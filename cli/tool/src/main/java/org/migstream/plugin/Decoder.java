// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;

/** A plugin's {@link StateDecoder}, which is never called but contained. */
public final class Decoder {
    private final String name;
    private final List<PciId> devices;
    private final StateDecoder decoder;
    private final PluginCalls calls;
    /** What became of a match that may be running still: it is not tried again with every device. */
    private volatile Outcome<Match> hanging;

    Decoder(String name, List<PciId> devices, StateDecoder decoder, PluginCalls calls) {
        this.name = name;
        this.devices = List.copyOf(devices);
        this.decoder = decoder;
        this.calls = calls;
    }

    /** {@link StateDecoder#name}. */
    public String name() {
        return name;
    }

    /** {@link StateDecoder#devices}. */
    public List<PciId> devices() {
        return devices;
    }

    /** {@link StateDecoder#match}. */
    Outcome<Match> match(DeviceIdentity identity, byte[] head) {
        if (hanging != null) {
            return hanging;
        }
        byte[] copy = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD));
        Outcome<Match> outcome = calls.call(() -> PluginFault.unlessNull(decoder.match(identity, copy), "a Match"));
        if (outcome instanceof Outcome.Failed<Match> failed && failed.abandoned()) {
            hanging = outcome;
        }
        return outcome;
    }

    /** The finding that a call of this decoder failed. */
    Finding failure(Outcome.Failed<?> failed) {
        Finding failure = calls.failure(failed.how());
        return Finding.of(Severity.WARNING, failure.code(), failure.message());
    }

    /**
     * Reads a state. Whatever the plugin does, there is a result, and soon: it is given up when it makes no progress.
     *
     * @param state from its first byte to its last; read by the calling thread alone, and not necessarily to its end
     * @param digests whether what is opaque gets a digest
     * @throws IOException if the state cannot be read or its fields not be kept, for reasons that are not the plugin's
     */
    public DecodedState decode(InputStream state, boolean digests) throws IOException {
        return new Decoding(name, decoder, calls, state, () -> false, digests)
                .proceed()
                .orElseThrow();
    }

    /**
     * Begins to read a state that will be handed over piece by piece, with the same result.
     *
     * @param digests whether what is opaque gets a digest
     */
    public LiveDecoding live(boolean digests) {
        Supply supply = new Supply();
        return new LiveDecoding(supply, new Decoding(name, decoder, calls, supply, supply::hungry, digests));
    }
}
