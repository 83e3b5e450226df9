// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.IncrementalDecoding;
import org.migstream.plugin.PluginDecoder;

/**
 * Restores the states that can be read again after the inspection: data in a file, or data from a pipe that were kept.
 * Each state is decoded a second time while it goes to its device, because a file may change between the two readings.
 */
final class StoredRestore implements Closeable {
    private final RestoreSession session;
    private final List<DecodedState> decodedStates = new ArrayList<>();

    StoredRestore(RestoreSession session) {
        this.session = session;
    }

    /**
     * Writes the state of each device that {@link StreamedRestore} has not written.
     *
     * @param inspected the report of the inspection
     * @return the report with the second decoding of each written state; valid until {@link #close}
     */
    StreamReport restore(StreamReport inspected) throws IOException {
        enterResuming();
        List<DeviceReport> written = new ArrayList<>();
        for (DeviceReport device : inspected.devices()) {
            Optional<RestoreTarget> target =
                    session.mapping().targetOf(device.device()).filter(found -> !found.isStreamed());
            written.add(
                    target.isEmpty()
                            ? device
                            : new DeviceReport(
                                    device.device(), device.identity(), writeAndDecode(target.get(), device.state())));
        }
        return inspected.withDevices(written);
    }

    /**
     * Brings these devices into RESUMING. All devices are in their P2P state ({@link RestoreSession#readProfilesOnce}), so
     * no device stops while another device can start DMA to it.
     */
    private void enterResuming() throws IOException {
        for (RestoreTarget target : session.inStopOrder()) {
            if (!target.isStreamed()) {
                target.enterResuming(session.mostActiveBeforeResuming());
            }
        }
    }

    private @Nullable DecodedState writeAndDecode(RestoreTarget target, @Nullable DecodedState inspected)
            throws IOException {
        Optional<PluginDecoder> decoder = inspected == null
                ? Optional.empty()
                : session.request().decoderChoice().plugins().decoder(inspected.decoder());
        if (decoder.isEmpty()) {
            target.writeStoredState(session.buffers(), RecordChunk.ByteListener.NONE);
            return null;
        }
        IncrementalDecoding decoding = decoder.get().decodeIncrementally(false);
        boolean finished = false;
        try {
            target.writeStoredState(session.buffers(), decoding::feed);
            DecodedState state = decoding.finish();
            finished = true;
            decodedStates.add(state);
            return state;
        } finally {
            if (!finished) {
                decoding.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (DecodedState state : decodedStates) {
            state.close();
        }
    }
}
