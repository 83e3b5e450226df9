// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;

/** A {@link StateDecoder} of a plugin. All its methods run in a {@link PluginThread}. */
public final class PluginDecoder {
    private final String name;
    private final List<PciId> devices;
    private final StateDecoder decoder;
    private final PluginExecutor executor;
    /**
     * The result of a call of match that timed out. The call may still run, so match is not called again for other
     * devices.
     */
    private volatile @Nullable CallResult<Match> timedOutMatch;

    PluginDecoder(String name, List<PciId> devices, StateDecoder decoder, PluginExecutor executor) {
        this.name = name;
        this.devices = List.copyOf(devices);
        this.decoder = decoder;
        this.executor = executor;
    }

    /** Returns {@link StateDecoder#name}. */
    public String name() {
        return name;
    }

    /** Returns {@link StateDecoder#devices}. */
    public List<PciId> devices() {
        return devices;
    }

    /** Returns {@link StateDecoder#acceptsRestart}; false if the plugin fails. */
    public boolean acceptsRestart() {
        return executor.call(decoder::acceptsRestart).value().orElse(false);
    }

    /** Calls {@link StateDecoder#match} with at most {@link StateDecoder#HEAD_LENGTH} bytes of the state. */
    CallResult<Match> match(DeviceIdentity identity, byte[] head) {
        CallResult<Match> earlier = timedOutMatch;
        if (earlier != null) {
            return earlier;
        }
        byte[] copy = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD_LENGTH));
        CallResult<Match> result =
                executor.call(() -> PluginFault.requireNonNull(decoder.match(identity, copy), "a Match"));
        if (result.isTimedOut()) {
            timedOutMatch = result;
        }
        return result;
    }

    /** Returns the warning that a match failed. */
    Finding matchFailureFinding(String failure) {
        Finding finding = executor.failureFinding(failure);
        return Finding.of(Severity.WARNING, finding.code(), finding.message());
    }

    /**
     * Decodes a state. Returns a result even if the plugin fails. A decoder without progress is stopped.
     *
     * @param state the state from its first byte to its last; only the calling thread reads it, perhaps not to its end
     * @param digests whether opaque fields get a SHA-256
     * @throws IOException if the state cannot be read or the fields cannot be stored
     */
    public DecodedState decode(InputStream state, boolean digests) throws IOException {
        return new DecodeSession(name, decoder, executor, state, () -> false, digests)
                .resume()
                .orElseThrow();
    }

    /**
     * Starts to decode a state that arrives in pieces. The result is the same as that of {@link #decode}.
     *
     * @param digests whether opaque fields get a SHA-256
     */
    public IncrementalDecoding decodeIncrementally(boolean digests) {
        return new IncrementalDecoding(name, decoder, executor, digests);
    }
}
