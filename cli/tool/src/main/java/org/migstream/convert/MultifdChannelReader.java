// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_NO_CHANNEL;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.io.StreamException;
import org.migstream.ram.MultifdPageReader;
import org.migstream.ram.PageSink;
import org.migstream.stream.Element;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.StreamKind;
import org.migstream.stream.VfioRecord;

/** Reads one multifd channel. Each call of {@link #readToSync} reads up to the next synchronisation. */
final class MultifdChannelReader implements Closeable {
    private final PipelineSource source;
    private final MultifdChannelCheck channelCheck;
    private final MultifdInitPacket init;
    private final @Nullable MultifdPageReader pages;
    private @Nullable MultifdDeviceStatePacket configPacket;
    private long packetCount;
    private long syncCount;
    private boolean atEnd;

    /**
     * Opens a channel and reads its init packet.
     *
     * @param sink receives the pages; null to skip them
     */
    MultifdChannelReader(Input input, MultifdChannelCheck check, @Nullable PageSink sink) throws IOException {
        this.channelCheck = check;
        source = new PipelineSource(input, true);
        if (source.reader().kind() != StreamKind.MULTIFD_CHANNEL) {
            throw ConversionException.unsupported(
                    MULTIFD_NO_CHANNEL,
                    input.name() + " is not a multifd channel but a "
                            + source.reader().kind().label());
        }
        init = (MultifdInitPacket) Objects.requireNonNull(source.next());
        check.addChannel(init, input.name());
        pages = sink == null ? null : new MultifdPageReader(sink);
    }

    /** Returns the name of the input as given by the user. */
    String name() {
        return source.inputName();
    }

    /** Returns the channel id, which orders the channels of a migration. */
    int id() {
        return init.id();
    }

    /** Reads to just after the next synchronisation; returns false if the channel has no further synchronisation. */
    boolean readToSync(MultifdChannels channels) throws IOException {
        while (!atEnd) {
            @Nullable Element element = source.next();
            try {
                if (element == null) {
                    atEnd = true;
                } else if (processElement(element, channels)) {
                    return true;
                }
            } catch (StreamException e) {
                throw source.toConversionException(e);
            }
        }
        return false;
    }

    /** Processes an element; returns whether it is a synchronisation. */
    private boolean processElement(Element element, MultifdChannels channels) throws IOException {
        InputStream body = source.reader().body();
        if (element instanceof MultifdRamPacket packet) {
            packetCount++;
            channelCheck.addRamPacket(packet, source.inputName());
            if (pages != null) {
                pages.readPacket(packet, body);
            }
            syncCount += packet.sync() ? 1 : 0;
            return packet.sync();
        }
        if (element instanceof MultifdDeviceStatePacket state && state.vfioHeader() != null) {
            if (state.isVfioConfig()) {
                configPacket = state;
            } else {
                channels.acceptData(state, toPiece(state, body, channels.store()));
            }
        } else if (element instanceof VfioRecord.Config config) {
            channels.acceptConfig(Objects.requireNonNull(configPacket), config, body.readAllBytes());
        }
        return false;
    }

    private DeviceDataStore.DataRange toPiece(MultifdDeviceStatePacket state, InputStream body, DeviceDataStore store)
            throws IOException {
        if (!source.reader().source().isSeekable()) {
            return store.copyOrThrow(body);
        }
        // Detects a truncated body now; the data is read later.
        source.reader().skipBody();
        return store.rangeOf(source.reader().source(), state.bodyOffset(), state.bodyLength());
    }

    /** Returns the counts of the channel, for a comparison with the other channels. */
    ChannelSummary summary() {
        return new ChannelSummary(
                source.inputName(),
                init.id(),
                packetCount,
                syncCount,
                0,
                0,
                0,
                source.reader().position());
    }

    @Override
    public void close() throws IOException {
        if (pages != null) {
            pages.close();
        }
    }
}
