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
public final class PluginDecoder {
    private final String name;
    private final List<PciId> devices;
    private final StateDecoder decoder;
    private final NamedPluginExecutor executor;
    /** What became of a match that may be running still: it is not tried again with every device. */
    private volatile CallResult<Match> timedOutMatch;

    PluginDecoder(String name, List<PciId> devices, StateDecoder decoder, NamedPluginExecutor calls) {
        this.name = name;
        this.devices = List.copyOf(devices);
        this.decoder = decoder;
        this.executor = calls;
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
    CallResult<Match> match(DeviceIdentity identity, byte[] head) {
        if (timedOutMatch != null) {
            return timedOutMatch;
        }
        byte[] copy = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD_LENGTH));
        CallResult<Match> outcome =
                executor.call(() -> PluginFault.requireNonNull(decoder.match(identity, copy), "a Match"));
        if (outcome instanceof CallResult.Failed<Match> failed && failed.timedOut()) {
            timedOutMatch = outcome;
        }
        return outcome;
    }

    /** The finding that a call of this decoder failed. */
    Finding failureFinding(CallResult.Failed<?> failed) {
        Finding failure = executor.failureFinding(failed.reason());
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
        return new DecodeSession(name, decoder, executor, state, () -> false, digests)
                .resume()
                .orElseThrow();
    }

    /**
     * Begins to read a state that will be handed over piece by piece, with the same result.
     *
     * @param digests whether what is opaque gets a digest
     */
    public IncrementalDecoding decodeIncrementally(boolean digests) {
        ByteQueue supply = new ByteQueue();
        return new IncrementalDecoding(
                supply, new DecodeSession(name, decoder, executor, supply, supply::isWaitingForInput, digests));
    }
}
