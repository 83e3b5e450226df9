// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.io.ByteSource;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.RefusedPlugin;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.stream.SectionKey;

/** Finds for each device the plugin that understands its state, and lets it read. */
public final class StateDecoding {
    private final DecoderChoice decoderChoice;
    private final DeviceDataStore store;
    private final StreamingDecoders streamingDecoders;
    private final boolean withDigest;
    private final FindingLog findings;
    private boolean refusedPluginsReported;

    /**
     * Decodes nothing yet.
     *
     * @param store keeps the states
     * @param live has those decoded that are not kept
     */
    public StateDecoding(
            DecoderChoice choice,
            DeviceDataStore store,
            StreamingDecoders live,
            boolean digesting,
            FindingLog findings) {
        this.decoderChoice = choice;
        this.store = store;
        this.streamingDecoders = live;
        this.withDigest = digesting;
        this.findings = findings;
    }

    /** Which device the saved configuration space is of. */
    public static DeviceIdentity deviceIdentity(VfioConfig config) {
        if (config == null || config.configSpace() == null) {
            return DeviceIdentity.UNKNOWN;
        }
        DeviceIdentity identity = DeviceIdentity.of(new PciId(
                config.pciConfiguration().vendorId(), config.pciConfiguration().deviceId()));
        return config.pciConfiguration().subsystemId().isEmpty()
                ? identity
                : identity.withSubsystem(new PciId(
                        config.pciConfiguration().subsystemVendorId().getAsInt(),
                        config.pciConfiguration().subsystemId().getAsInt()));
    }

    /** Decodes the state of a device; null if nobody can. */
    public DecodedState decode(SavedDevice device) throws IOException {
        if (device.hasUnreadMultifdData()) {
            // Half a state would only look damaged; that channels are missing is said elsewhere.
            return null;
        }
        SectionKey key = device.key();
        if (device.deviceData().isLost()) {
            DecodedState state = streamingDecoders.finish(device);
            return state == null ? reportNotKept(key) : withCountedFindings(state);
        }
        byte[] head;
        try (InputStream state = device.deviceData().open()) {
            head = state.readNBytes(StateDecoder.HEAD_LENGTH);
        }
        Optional<PluginDecoder> decoder =
                decoderChoice.chosenByUser(key).or(() -> findDecoder(deviceIdentity(device.config()), head, key));
        if (decoder.isEmpty()) {
            return null;
        }
        try (InputStream state = device.deviceData().open()) {
            return withCountedFindings(decoder.get().decode(state, withDigest));
        }
    }

    private DecodedState reportNotKept(SectionKey key) {
        findings.add(
                Finding.of(
                        Severity.WARNING,
                        "plugin.not-kept",
                        "the device's state is not decoded: "
                                + store.lossReason()
                                + "; unpack it to a file, or raise the limit with --keep"),
                key,
                null);
        return null;
    }

    private Optional<PluginDecoder> findDecoder(DeviceIdentity identity, byte[] head, SectionKey key) {
        MatchResult match = decoderChoice.plugins().match(identity, head);
        reportPluginFailures(match);
        Optional<PluginDecoder> found = key == null ? match.uniqueDecoder() : decoderChoice.chooseDecoder(key, match);
        if (found.isEmpty() && !match.tiedNames().isEmpty()) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "plugin.ambiguous",
                            "several plugins take the state for theirs (" + String.join(", ", match.tiedNames())
                                    + "), so none decodes it: choose with --decoder "
                                    + (key == null ? "NAME" : key.idstr() + "=NAME")),
                    key,
                    null);
        }
        return found;
    }

    /** Plugins that could not be asked, and those that could not even be loaded: they may have known better. */
    private void reportPluginFailures(MatchResult match) {
        match.failures().forEach(findings::add);
        if (!refusedPluginsReported) {
            refusedPluginsReported = true;
            for (RefusedPlugin refused : decoderChoice.plugins().refused()) {
                findings.add(Finding.of(
                        Severity.INFO, "plugin.refused", refused.origin() + " is not used: " + refused.reason()));
            }
        }
    }

    /** Who decodes an input that is no stream at all; empty if nobody knows it. */
    public Optional<PluginDecoder> decoderForRawData(ByteSource source) throws IOException {
        if (decoderChoice.rawDecoder() != null) {
            return decoderChoice.plugins().decoder(decoderChoice.rawDecoder());
        }
        byte[] head = new byte[source.available(StateDecoder.HEAD_LENGTH)];
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) source.peek8(i);
        }
        if (head.length == 0) {
            return Optional.empty();
        }
        Optional<PluginDecoder> otherwise = decoderChoice.expectedForRawData();
        if (otherwise.isPresent()) {
            return decoderChoice
                    .plugins()
                    .match(DeviceIdentity.UNKNOWN, head)
                    .likelyDecoder()
                    .or(() -> otherwise);
        }
        return findDecoder(DeviceIdentity.UNKNOWN, head, null);
    }

    /** Lets a decoder read raw data; what it leaves is read over, so that the device has them all. */
    public DecodedState decodeRaw(SavedDevice device, PluginDecoder decoder, ByteSource source) throws IOException {
        InputStream data = device.openRawData(source);
        DecodedState state = withCountedFindings(decoder.decode(data, withDigest));
        if (state.failure().isEmpty()) {
            data.transferTo(OutputStream.nullOutputStream());
        }
        return state;
    }

    /** What is wrong with the state counts for the whole; it is told with the state. */
    private DecodedState withCountedFindings(DecodedState state) {
        state.findings().forEach(findings::recordSeverity);
        return state;
    }
}
