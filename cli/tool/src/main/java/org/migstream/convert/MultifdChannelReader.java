// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.io.StreamException;
import org.migstream.ram.MultifdPageReader;
import org.migstream.ram.PageSink;
import org.migstream.stream.Element;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.StreamKind;
import org.migstream.stream.VfioRecord;

/** One multifd channel, read up to a synchronisation at a time. */
final class MultifdChannelReader implements Closeable {
    private final PipelineSource source;
    private final MultifdChannelCheck channelCheck;
    private final MultifdInitPacket init;
    private final MultifdPageReader pages;
    private MultifdDeviceStatePacket configPacket;
    private long packetCount;
    private long syncCount;
    private boolean atEnd;

    /**
     * Begins to read one.
     *
     * @param sink takes the pages; null if nobody wants them
     */
    MultifdChannelReader(Input input, MultifdChannelCheck check, PageSink sink) throws IOException {
        this.channelCheck = check;
        source = new PipelineSource(input, true);
        if (source.reader().kind() != StreamKind.MULTIFD_CHANNEL) {
            throw ConversionException.unsupported(
                    "multifd.no-channel",
                    input.name() + " is not a multifd channel but of the kind "
                            + source.reader().kind().label());
        }
        init = (MultifdInitPacket) source.next();
        check.addChannel(init, input.name());
        pages = sink == null ? null : new MultifdPageReader(sink);
    }

    /** As the user gave it. */
    String name() {
        return source.inputName();
    }

    /** What orders the channels of a migration. */
    int id() {
        return init.id();
    }

    /** Reads behind the next synchronisation; false if the channel has ended before. */
    boolean readToSync(MultifdChannels devices) throws IOException {
        while (!atEnd) {
            Element element = source.next();
            try {
                atEnd = element == null;
                if (!atEnd && processElement(element, devices)) {
                    return true;
                }
            } catch (StreamException e) {
                throw source.toConversionException(e);
            }
        }
        return false;
    }

    /** Whether the element is a synchronisation. */
    private boolean processElement(Element element, MultifdChannels devices) throws IOException {
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
                devices.acceptData(state, toPiece(state, body, devices.store()));
            }
        } else if (element instanceof VfioRecord.Config config) {
            devices.acceptConfig(configPacket, config, body.readAllBytes());
        }
        return false;
    }

    private DeviceDataStore.DataRange toPiece(MultifdDeviceStatePacket state, InputStream body, DeviceDataStore store)
            throws IOException {
        if (!source.reader().source().isSeekable()) {
            return store.copyOrThrow(body);
        }
        // Whoever reads it later must find it there.
        source.reader().skipBody();
        return store.rangeOf(source.reader().source(), state.bodyOffset(), state.bodyLength());
    }

    /** How it ended, for a comparison with the others. */
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
