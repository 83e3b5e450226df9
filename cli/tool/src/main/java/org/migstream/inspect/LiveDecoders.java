// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.migstream.device.SavedDevice;
import org.migstream.device.SpillHandler;
import org.migstream.plugin.Choice;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Has states decoded that outgrow what may be kept. It must be decided whose they are when hardly more than their first
 * bytes are known: the configuration, which tells the device, comes last.
 */
final class LiveDecoders implements SpillHandler, Closeable {
    /** Each takes a thread and some 100 KiB. */
    private static final int MOST = 64;

    private final DecoderChoice choice;
    private final boolean digesting;
    private final FindingLog findings;
    private final Map<SavedDevice, LiveState> states = new IdentityHashMap<>();

    LiveDecoders(DecoderChoice choice, boolean digesting, FindingLog findings) {
        this.choice = choice;
        this.digesting = digesting;
        this.findings = findings;
    }

    @Override
    public Sink openSink(SavedDevice device) throws IOException {
        if (states.size() == MOST) {
            return DISCARD.openSink(device);
        }
        LiveState state = new LiveState(
                head -> choice.chosen(device.key())
                        .or(() -> choice.foundEarly(device.key(), match(DeviceIdentity.UNKNOWN, head))),
                digesting);
        states.put(device, state);
        try (InputStream kept = device.deviceData().open()) {
            state.takeAll(kept);
        }
        return state;
    }

    private Choice match(DeviceIdentity identity, byte[] head) {
        return choice.plugins().match(identity, head);
    }

    /**
     * What has become of a state that was not kept, when all has been read; null if it was not decoded, or if more of it
     * came over multifd channels, of which the parts are not in order before their end.
     */
    DecodedState end(SavedDevice device) throws IOException {
        LiveState live = states.get(device);
        DecodedState state = live == null || device.isSentOverMultifd() ? null : live.end();
        if (state != null && choice.chosen(device.key()).isEmpty()) {
            confirm(state.decoder(), live.head(), device);
        }
        return state;
    }

    private void confirm(String decoder, byte[] head, SavedDevice device) {
        SectionKey key = device.key();
        DeviceIdentity identity = Decoding.identity(device.config());
        Choice match = match(identity, head);
        match.failures().forEach(findings::add);
        Optional<String> now = choice.found(key, match).map(Decoder::name);
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
        for (LiveState state : states.values()) {
            state.close();
        }
    }
}
