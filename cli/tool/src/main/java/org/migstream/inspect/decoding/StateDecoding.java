// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.migstream.report.InspectionFindingCodes.PLUGIN_NOT_KEPT;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.io.ByteSource;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.report.FindingLog;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.stream.SectionKey;

/** Decodes the states of devices after the walk over the stream. */
public final class StateDecoding {
    private final DecoderFinder finder;
    private final DeviceDataStore store;
    private final StreamingDecoders streamingDecoders;
    private final boolean withDigest;
    private final FindingLog findings;

    /**
     * Creates an instance for one inspection.
     *
     * @param store keeps the states
     * @param streamingDecoders has already decoded the states that are not kept
     */
    public StateDecoding(
            DecoderChoice choice,
            DeviceDataStore store,
            StreamingDecoders streamingDecoders,
            boolean withDigest,
            FindingLog findings) {
        this.finder = new DecoderFinder(choice, findings);
        this.store = store;
        this.streamingDecoders = streamingDecoders;
        this.withDigest = withDigest;
        this.findings = findings;
    }

    /** Returns the identity of a device, as far as its saved configuration space has it. */
    public static DeviceIdentity deviceIdentity(SavedDevice device) {
        return DecoderFinder.identityOf(device.config());
    }

    /** Decodes the state of a device; returns empty if no decoder fits or the state is incomplete. */
    public Optional<DecodedState> decode(SavedDevice device) throws IOException {
        if (device.hasUnreadMultifdData()) {
            // A partial state would give misleading errors. Other findings report the missing channels.
            return Optional.empty();
        }
        SectionKey key = device.requiredKey();
        if (device.deviceData().isLost()) {
            Optional<DecodedState> state = streamingDecoders.finish(device);
            if (state.isEmpty()) {
                reportNotKept(key);
            }
            state.ifPresent(this::recordSeverities);
            return state;
        }
        byte[] head;
        try (InputStream state = device.deviceData().open()) {
            head = state.readNBytes(StateDecoder.HEAD_LENGTH);
        }
        Optional<PluginDecoder> decoder = finder.find(key, deviceIdentity(device), head);
        if (decoder.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream data = device.deviceData().open()) {
            DecodedState state = decoder.get().decode(data, withDigest);
            recordSeverities(state);
            return Optional.of(state);
        }
    }

    private void reportNotKept(SectionKey key) {
        findings.add(
                Finding.of(
                        Severity.WARNING,
                        PLUGIN_NOT_KEPT,
                        "the device's state is not decoded: "
                                + store.lossReason()
                                + "; decompress the input to a file, or raise the limit with --keep"),
                key,
                null);
    }

    /** Finds the decoder for an input that is not a stream; returns empty if none recognises it. */
    public Optional<RawDataDecoder> findRawDecoder(ByteSource source) throws IOException {
        return finder.findForRawData(source);
    }

    /**
     * Decodes raw device data. If the decoder stops before the end, this method reads the other bytes, so that {@code
     * device} has all bytes.
     */
    public DecodedState decodeRaw(SavedDevice device, PluginDecoder decoder, ByteSource source) throws IOException {
        InputStream data = device.openRawData(source);
        DecodedState state = decoder.decode(data, withDigest);
        recordSeverities(state);
        if (state.failure().isEmpty()) {
            data.transferTo(OutputStream.nullOutputStream());
        }
        return state;
    }

    /**
     * Makes the findings of a state count for the worst severity of the report. The report lists these findings with
     * the state.
     */
    private void recordSeverities(DecodedState state) {
        state.findings().forEach(findings::recordSeverity);
    }
}
