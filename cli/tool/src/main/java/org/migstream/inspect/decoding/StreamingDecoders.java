// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.migstream.report.InspectionFindingCodes.PLUGIN_OTHER_DEVICE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.migstream.device.SavedDevice;
import org.migstream.device.SpillHandler;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Decodes, during the walk, states that exceed the limit of kept bytes. The first bytes choose the decoder, because the
 * configuration, which identifies the device, comes last.
 */
public final class StreamingDecoders implements SpillHandler, Closeable {
    /** Maximum number of states; each state uses a thread and some 100 KiB of memory. */
    private static final int MAX_STATES = 64;

    private final DecoderChoice choice;
    private final boolean withDigest;
    private final FindingLog findings;
    private final IdentityHashMap<SavedDevice, StreamingState> states = new IdentityHashMap<>();

    /** @param findings receives a warning if the configuration does not confirm a choice */
    public StreamingDecoders(DecoderChoice choice, boolean withDigest, FindingLog findings) {
        this.choice = choice;
        this.withDigest = withDigest;
        this.findings = findings;
    }

    @Override
    public Sink openSink(SavedDevice device) throws IOException {
        if (states.size() == MAX_STATES) {
            return DISCARD.openSink(device);
        }
        StreamingState state = new StreamingState(head -> chooseByHead(device.requiredKey(), head), withDigest);
        states.put(device, state);
        try (InputStream kept = device.deviceData().open()) {
            state.writeAll(kept);
        }
        return state;
    }

    private Optional<PluginDecoder> chooseByHead(SectionKey key, byte[] head) {
        return choice.chosenByUser(key)
                .or(() -> choice.chooseDecoderByHead(key, choice.plugins().match(DeviceIdentity.UNKNOWN, head)));
    }

    /**
     * Ends the decoding of a state that was not kept. Returns empty if no decoder was chosen, or if multifd channels
     * have parts of the state, because these parts are in order only after all channels have been read.
     */
    Optional<DecodedState> finish(SavedDevice device) throws IOException {
        StreamingState streamed = states.get(device);
        if (streamed == null || device.isSentOverMultifd()) {
            return Optional.empty();
        }
        Optional<DecodedState> state = streamed.finish();
        if (state.isPresent() && choice.chosenByUser(device.requiredKey()).isEmpty()) {
            confirmDecoder(state.get().decoder(), streamed.head(), device);
        }
        return state;
    }

    private void confirmDecoder(String decoder, byte[] head, SavedDevice device) {
        SectionKey key = device.requiredKey();
        DeviceIdentity identity = StateDecoding.deviceIdentity(device);
        MatchResult match = choice.plugins().match(identity, head);
        match.failures().forEach(findings::add);
        Optional<String> confirmed = choice.chooseDecoder(key, match).map(PluginDecoder::name);
        if (!confirmed.equals(Optional.of(decoder))) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            PLUGIN_OTHER_DEVICE,
                            decoder + " was chosen by the first bytes, but the device is " + identity
                                    + ": choose a decoder with --decoder " + key.idstr() + "="
                                    + confirmed.orElse("NAME")),
                    key,
                    null);
        }
    }

    @Override
    public void close() throws IOException {
        for (StreamingState state : states.values()) {
            state.close();
        }
    }
}
