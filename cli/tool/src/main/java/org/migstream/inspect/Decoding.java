// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.io.ByteSource;
import org.migstream.plugin.Choice;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.RefusedPlugin;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.stream.SectionKey;

/** Finds for each device the plugin that understands its state, and lets it read. */
final class Decoding {
    private final DecoderChoice choice;
    private final DeviceDataStore store;
    private final LiveDecoders live;
    private final boolean digesting;
    private final FindingLog findings;
    private boolean refusedTold;

    /**
     * Decodes nothing yet.
     *
     * @param store keeps the states
     * @param live has those decoded that are not kept
     */
    Decoding(DecoderChoice choice, DeviceDataStore store, LiveDecoders live, boolean digesting, FindingLog findings) {
        this.choice = choice;
        this.store = store;
        this.live = live;
        this.digesting = digesting;
        this.findings = findings;
    }

    /** Which device the saved configuration space is of. */
    static DeviceIdentity identity(VfioConfig config) {
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
    DecodedState decode(SavedDevice device) throws IOException {
        if (device.hasUnreadMultifdData()) {
            // Half a state would only look damaged; that channels are missing is said elsewhere.
            return null;
        }
        SectionKey key = device.key();
        if (device.deviceData().isLost()) {
            DecodedState state = live.end(device);
            return state == null ? notKept(key) : heeded(state);
        }
        byte[] head;
        try (InputStream state = device.deviceData().open()) {
            head = state.readNBytes(StateDecoder.HEAD);
        }
        Optional<Decoder> decoder = choice.chosen(key).or(() -> match(identity(device.config()), head, key));
        if (decoder.isEmpty()) {
            return null;
        }
        try (InputStream state = device.deviceData().open()) {
            return heeded(decoder.get().decode(state, digesting));
        }
    }

    private DecodedState notKept(SectionKey key) {
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

    private Optional<Decoder> match(DeviceIdentity identity, byte[] head, SectionKey key) {
        Choice match = choice.plugins().match(identity, head);
        tellOf(match);
        Optional<Decoder> found = key == null ? match.decoder() : choice.found(key, match);
        if (found.isEmpty() && !match.tied().isEmpty()) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "plugin.ambiguous",
                            "several plugins take the state for theirs (" + String.join(", ", match.tied())
                                    + "), so none decodes it: choose with --decoder "
                                    + (key == null ? "NAME" : key.idstr() + "=NAME")),
                    key,
                    null);
        }
        return found;
    }

    /** Plugins that could not be asked, and those that could not even be loaded: they may have known better. */
    private void tellOf(Choice match) {
        match.failures().forEach(findings::add);
        if (!refusedTold) {
            refusedTold = true;
            for (RefusedPlugin refused : choice.plugins().refused()) {
                findings.add(Finding.of(
                        Severity.INFO, "plugin.refused", refused.origin() + " is not used: " + refused.reason()));
            }
        }
    }

    /** Who decodes an input that is no stream at all; empty if nobody knows it. */
    Optional<Decoder> forRawData(ByteSource source) throws IOException {
        if (choice.raw() != null) {
            return choice.plugins().decoder(choice.raw());
        }
        byte[] head = new byte[source.available(StateDecoder.HEAD)];
        for (int i = 0; i < head.length; i++) {
            head[i] = (byte) source.peek8(i);
        }
        if (head.length == 0) {
            return Optional.empty();
        }
        Optional<Decoder> otherwise = choice.expectedForRawData();
        if (otherwise.isPresent()) {
            return choice.plugins().match(DeviceIdentity.UNKNOWN, head).likely().or(() -> otherwise);
        }
        return match(DeviceIdentity.UNKNOWN, head, null);
    }

    /** Lets a decoder read raw data; what it leaves is read over, so that the device has them all. */
    DecodedState decodeRaw(SavedDevice device, Decoder decoder, ByteSource source) throws IOException {
        InputStream data = device.openRawData(source);
        DecodedState state = heeded(decoder.decode(data, digesting));
        if (state.failure().isEmpty()) {
            data.transferTo(OutputStream.nullOutputStream());
        }
        return state;
    }

    /** What is wrong with the state counts for the whole; it is told with the state. */
    private DecodedState heeded(DecodedState state) {
        state.findings().forEach(findings::heed);
        return state;
    }
}
