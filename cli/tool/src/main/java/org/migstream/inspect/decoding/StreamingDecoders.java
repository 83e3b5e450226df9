// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
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
 * Has states decoded that outgrow what may be kept. It must be decided whose they are when hardly more than their first
 * bytes are known: the configuration, which tells the device, comes last.
 */
public final class StreamingDecoders implements SpillHandler, Closeable {
    /** Each takes a thread and some 100 KiB. */
    private static final int MAX_STATES = 64;

    private final DecoderChoice decoderChoice;
    private final boolean withDigest;
    private final FindingLog findings;
    private final Map<SavedDevice, StreamingState> states = new IdentityHashMap<>();

    public StreamingDecoders(DecoderChoice choice, boolean digesting, FindingLog findings) {
        this.decoderChoice = choice;
        this.withDigest = digesting;
        this.findings = findings;
    }

    @Override
    public Sink openSink(SavedDevice device) throws IOException {
        if (states.size() == MAX_STATES) {
            return DISCARD.openSink(device);
        }
        StreamingState state = new StreamingState(
                head -> decoderChoice
                        .chosenByUser(device.key())
                        .or(() -> decoderChoice.chooseDecoderByHead(device.key(), match(DeviceIdentity.UNKNOWN, head))),
                withDigest);
        states.put(device, state);
        try (InputStream kept = device.deviceData().open()) {
            state.feedAll(kept);
        }
        return state;
    }

    private MatchResult match(DeviceIdentity identity, byte[] head) {
        return decoderChoice.plugins().match(identity, head);
    }

    /**
     * What has become of a state that was not kept, when all has been read; null if it was not decoded, or if more of it
     * came over multifd channels, of which the parts are not in order before their end.
     */
    DecodedState finish(SavedDevice device) throws IOException {
        StreamingState live = states.get(device);
        DecodedState state = live == null || device.isSentOverMultifd() ? null : live.finish();
        if (state != null && decoderChoice.chosenByUser(device.key()).isEmpty()) {
            confirmDecoder(state.decoder(), live.head(), device);
        }
        return state;
    }

    private void confirmDecoder(String decoder, byte[] head, SavedDevice device) {
        SectionKey key = device.key();
        DeviceIdentity identity = StateDecoding.deviceIdentity(device.config());
        MatchResult match = match(identity, head);
        match.failures().forEach(findings::add);
        Optional<String> now = decoderChoice.chooseDecoder(key, match).map(PluginDecoder::name);
        if (!now.equals(Optional.of(decoder))) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "plugin.other-device",
                            "the bytes were taken for " + decoder + "'s before the device was known to be " + identity
                                    + ": choose with --decoder " + key.idstr() + "=" + now.orElse("NAME")),
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
