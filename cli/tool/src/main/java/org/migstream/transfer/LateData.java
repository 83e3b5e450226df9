// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.IncrementalDecoding;
import org.migstream.plugin.PluginDecoder;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Section;
import org.migstream.stream.StreamKind;
import org.migstream.transfer.RecordChunk.ByteListener;
import org.migstream.transfer.TransferException.UnreadableStreamException;

/**
 * The rest of the device data, which comes after the stream ({@code --rest}). A driver that refuses to leave RESUMING
 * with an errno may stay in RESUMING, in v1 and in v2 (vfio_ioctl_device_feature_mig_device_state in
 * drivers/vfio/vfio_main.c), so more data can follow before it is asked again.
 *
 * <p>The rest is a stream with records for the same devices, or plain data for the only device. A v1 driver needs the
 * chunks of the source, so plain data are written to it as one chunk. The input is opened only when the rest is needed:
 * it may be a pipe that another program writes later.
 */
public final class LateData implements Closeable {
    private static final int PIECE_SIZE = 1 << 20;

    private final String name;
    private final InputOpener opener;
    private final Set<RestoreTarget> written = new HashSet<>();
    private @Nullable Input input;
    private @Nullable StreamReport report;
    private boolean reading;

    /** Opens the input with the rest. */
    @FunctionalInterface
    public interface InputOpener {
        /** Opens the input; called only if the rest is needed. */
        Input open() throws IOException;
    }

    /** @param name the name of the input, for messages */
    public LateData(String name, InputOpener opener) {
        this.name = name;
        this.opener = opener;
    }

    /** Returns the name of the input. */
    String name() {
        return name;
    }

    /** Returns whether the input is being opened or read, so that a failure is one of this input. */
    boolean isReading() {
        return reading;
    }

    /** Returns whether a device has got its rest. */
    boolean isWrittenTo(RestoreTarget target) {
        return written.contains(target);
    }

    /**
     * Writes the rest to a device.
     *
     * @param target a device in RESUMING
     * @throws UnreadableStreamException if the rest is damaged or has no data for the device
     */
    void write(RestoreTarget target, RestoreSession session) throws IOException {
        reading = true;
        written.add(target);
        boolean first = input == null;
        Input opened = input == null ? opener.open() : input;
        input = opened;
        if (first && StreamKind.detect(opened.source()).isPresent()) {
            report = readStream(opened, session);
        }
        StreamReport read = report;
        if (read != null) {
            SavedDevice rest = requireDevice(opened, read, target);
            checkWhile(target, session, listener -> target.writeRest(rest, session.buffers(), listener));
        } else if (session.targets().size() == 1) {
            checkWhile(target, session, listener -> writePlainData(opened, target, session.buffers(), listener));
        } else {
            throw unreadable(opened, "plain data can be written only if one device is restored; give a stream");
        }
        reading = false;
    }

    private static StreamReport readStream(Input opened, RestoreSession session) throws IOException {
        InspectRequest request = InspectRequest.plain(
                session.request().decoderChoice(), session.request().maxKeptBytes());
        StreamReport read = StreamInspector.inspect(opened, List.of(), request);
        new RestorePreconditions(opened.name()).requireComplete(read);
        return read;
    }

    /** Writes bytes to a device; the listener must get them, too. */
    @FunctionalInterface
    private interface RestWriter {
        void write(ByteListener listener) throws IOException;
    }

    /**
     * Writes the rest of a state, and decodes the state again with its rest. If the first part cannot be read a second
     * time, only the driver checks the state.
     */
    private static void checkWhile(RestoreTarget target, RestoreSession session, RestWriter writer) throws IOException {
        Optional<PluginDecoder> decoder =
                target.decoder(session.request().decoderChoice().plugins());
        if (decoder.isEmpty() || target.savedDevice().deviceData().isLost() || target.isStreamed()) {
            writer.write(ByteListener.NONE);
            return;
        }
        IncrementalDecoding decoding = decoder.get().decodeIncrementally(false);
        boolean finished = false;
        try {
            feed(target.savedDevice(), decoding);
            writer.write(decoding::feed);
            try (DecodedState state = decoding.finish()) {
                finished = true;
                target.requireWhole(state);
            }
        } finally {
            if (!finished) {
                decoding.close();
            }
        }
    }

    private static void feed(SavedDevice saved, IncrementalDecoding decoding) throws IOException {
        byte[] piece = new byte[1 << 16];
        try (InputStream data = saved.deviceData().open()) {
            for (int count = data.read(piece); count > 0; count = data.read(piece)) {
                decoding.feed(piece, 0, count);
            }
        }
    }

    private static SavedDevice requireDevice(Input opened, StreamReport read, RestoreTarget target)
            throws UnreadableStreamException {
        String idstr = target.savedDevice().requiredKey().idstr();
        SavedDevice device = read.devices().stream()
                .map(DeviceReport::device)
                .filter(saved -> saved.requiredKey().idstr().equals(idstr))
                .findFirst()
                .orElseThrow(() -> unreadable(opened, "it has no data of " + idstr));
        if (device.deviceData().isLost()) {
            throw unreadable(opened, "its data exceed the limit for data from a pipe; raise it with --keep");
        }
        return device;
    }

    private static void writePlainData(
            Input opened, RestoreTarget target, RecordChunk.Buffers buffers, ByteListener listener) throws IOException {
        byte[] piece = new byte[PIECE_SIZE];
        boolean oneChunk = target.transferDevice().device().windowSize().isPresent();
        for (int count = fill(opened, piece); count > 0; count = fill(opened, piece)) {
            if (oneChunk && opened.source().available(1) > 0) {
                throw unreadable(opened, "plain data for a v1 device must fit into a chunk of 1 MiB; give a stream");
            }
            target.writeRecord(
                    Section.Kind.END,
                    new RecordChunk(buffers, count, new ByteArrayInputStream(piece, 0, count), listener));
        }
        opened.source().requireUndamagedEnd();
    }

    private static int fill(Input opened, byte[] piece) throws IOException {
        int count = 0;
        for (int read = 0; read >= 0 && count < piece.length; count += Math.max(0, read)) {
            read = opened.source().read(piece, count, piece.length - count);
        }
        return count;
    }

    private static UnreadableStreamException unreadable(Input opened, String reason) {
        return new UnreadableStreamException(
                ReadOutcome.UNSUPPORTED, opened.name() + ": the rest of the data: " + reason);
    }

    @Override
    public void close() throws IOException {
        if (report != null) {
            report.close();
        }
    }
}
