// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        CallResult<Match> result = executor.call(() -> callMatch(identity, head));
        if (result.isTimedOut()) {
            timedOutMatch = result;
        }
        return result;
    }

    /**
     * Calls {@link #match} of several decoders, in one thread if they have the same class loader: a new thread for each
     * would cost more than the calls. If the thread makes no progress, calls each decoder of it again, on its own.
     *
     * @return the results, in the order of the decoders
     */
    static List<CallResult<Match>> matchAll(List<PluginDecoder> decoders, DeviceIdentity identity, byte[] head) {
        Map<ClassLoader, List<PluginDecoder>> groups = new LinkedHashMap<>();
        for (PluginDecoder decoder : decoders) {
            groups.computeIfAbsent(decoder.executor.classLoader(), loader -> new ArrayList<>())
                    .add(decoder);
        }
        Map<PluginDecoder, CallResult<Match>> results = new HashMap<>();
        groups.values().forEach(group -> results.putAll(matchGroup(group, identity, head)));
        return decoders.stream()
                .map(decoder ->
                        Optional.ofNullable(results.get(decoder)).orElseGet(() -> decoder.match(identity, head)))
                .toList();
    }

    /** Calls the decoders in one thread. Returns nothing if one of them has timed out before, or times out. */
    private static Map<PluginDecoder, CallResult<Match>> matchGroup(
            List<PluginDecoder> group, DeviceIdentity identity, byte[] head) {
        if (group.size() == 1 || group.stream().anyMatch(decoder -> decoder.timedOutMatch != null)) {
            return Map.of();
        }
        return group.get(0)
                .executor
                .call(() -> {
                    Map<PluginDecoder, CallResult<Match>> results = new HashMap<>();
                    for (PluginDecoder decoder : group) {
                        results.put(decoder, decoder.executor.callHere(() -> decoder.callMatch(identity, head)));
                        // A decoder may interrupt itself, which must not reach the next one.
                        Thread.interrupted();
                    }
                    return results;
                })
                .value()
                .orElse(Map.of());
    }

    /** Runs in the plugin's thread. */
    private Match callMatch(DeviceIdentity identity, byte[] head) {
        byte[] copy = Arrays.copyOf(head, Math.min(head.length, StateDecoder.HEAD_LENGTH));
        return PluginFault.requireNonNull(decoder.match(identity, copy), "a Match");
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
        return decode(state, digests, null);
    }

    /**
     * Decodes a state and finds out which of its bytes are structure: see {@link #decode(InputStream, boolean)}.
     *
     * @param structure receives the structure
     */
    public DecodedState decode(InputStream state, StateStructure structure) throws IOException {
        return decode(state, false, structure);
    }

    private DecodedState decode(InputStream state, boolean digests, @Nullable StateStructure structure)
            throws IOException {
        return new DecodeSession(name, decoder, executor, state, () -> false, digests, structure)
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
