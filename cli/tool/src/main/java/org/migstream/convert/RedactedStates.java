// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_STATE_ZEROED;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.decoding.RedactedState;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * The states of VFIO devices without content, made by the plugins that decode them. A device without one loses all bytes
 * of its state: no plugin decodes it, or its state could not be kept.
 */
public final class RedactedStates implements Closeable {
    private final Map<SectionKey, RedactedState> byDevice = new LinkedHashMap<>();
    private final Set<SectionKey> written = new HashSet<>();
    private @Nullable RedactedState rawData;

    private RedactedStates() {}

    /** Returns no states: all devices lose all bytes. */
    public static RedactedStates none() {
        return new RedactedStates();
    }

    /**
     * Returns whether a redacted copy of a stream has a place for the mark that it is redacted: the vmdescription. A mark
     * before a compressed stream is lost when the stream is decompressed. Without a mark, states must become zeroes, so that
     * they do not look like states that load.
     */
    public static boolean canBeMarked(StreamReport report) {
        return report.outline().vmdesc() != null;
    }

    /**
     * Redacts the states of all devices that were decoded.
     *
     * @param report must stay open as long as the result; for raw device data, it must have kept the data
     */
    public static RedactedStates of(StreamReport report, Plugins plugins) throws IOException {
        RedactedStates states = new RedactedStates();
        try {
            for (DeviceReport device : report.devices()) {
                states.add(device, plugins);
            }
            return states;
        } catch (IOException | RuntimeException e) {
            states.close();
            throw e;
        }
    }

    private void add(DeviceReport device, Plugins plugins) throws IOException {
        DecodedState decoded = device.state();
        if (decoded == null || device.device().deviceData().isLost()) {
            return;
        }
        Optional<PluginDecoder> decoder = plugins.decoder(decoded.decoder());
        if (decoder.isPresent()) {
            RedactedState redacted =
                    RedactedState.redact(decoder.get(), device.device().deviceData()::open);
            SectionKey key = device.device().key();
            if (key == null) {
                rawData = redacted;
            } else {
                byDevice.put(key, redacted);
            }
        }
    }

    /** Returns the redacted state of a device; of raw device data, for the key null. */
    public Optional<RedactedState> find(@Nullable SectionKey device) {
        return Optional.ofNullable(device == null ? rawData : byDevice.get(device));
    }

    /**
     * Returns, for each device whose state lost structure and was written, from which offset on, in the order of the input
     * stream. Devices that a conversion dropped are left out.
     */
    public List<LocatedFinding> zeroed() {
        List<LocatedFinding> zeroed = new ArrayList<>();
        byDevice.forEach((device, state) -> state.zeroFrom().stream()
                .filter(offset -> written.contains(device))
                .forEach(offset -> zeroed.add(new LocatedFinding(
                        Finding.of(
                                Severity.WARNING,
                                CONVERT_STATE_ZEROED,
                                "the state has an error or a warning, so it is in doubt which bytes are content: all bytes of the"
                                        + " state from " + PrintableText.formatOffset(offset) + " on are zero"),
                        device,
                        null))));
        return zeroed;
    }

    /** Returns a reader of the states in the order of the data records of a stream. */
    Cursor cursor() {
        return new Cursor();
    }

    @Override
    public void close() throws IOException {
        for (RedactedState state : byDevice.values()) {
            state.close();
        }
        if (rawData != null) {
            rawData.close();
        }
    }

    /** Reads the redacted states piece by piece, each from its first byte to its last. */
    final class Cursor implements Closeable {
        private final Map<SectionKey, InputStream> opened = new HashMap<>();

        private Cursor() {}

        /** Returns a stream of the rest of a device's redacted state; empty if the device has none. */
        Optional<InputStream> rest(SectionKey device) throws IOException {
            InputStream state = opened.get(device);
            if (state == null && byDevice.containsKey(device)) {
                state = byDevice.get(device).open();
                opened.put(device, state);
                written.add(device);
            }
            return Optional.ofNullable(state);
        }

        @Override
        public void close() throws IOException {
            for (InputStream state : opened.values()) {
                state.close();
            }
        }
    }
}
