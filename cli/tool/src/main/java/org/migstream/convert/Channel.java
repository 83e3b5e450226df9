// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.MultifdChannelCheck;
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
final class Channel implements Closeable {
    private final StreamPass pass;
    private final MultifdChannelCheck check;
    private final MultifdInitPacket init;
    private final MultifdPageReader pages;
    private MultifdDeviceStatePacket configPacket;
    private long packets;
    private long synchronisations;
    private boolean ended;

    /** Takes what comes for devices. */
    interface DeviceSink {
        /** Data, at this place among the device's. */
        void data(MultifdDeviceStatePacket packet, DeviceDataStore.ByteRange data) throws IOException;

        /** The configuration. */
        void config(MultifdDeviceStatePacket packet, VfioRecord.Config record, byte[] body) throws IOException;

        /** Where data can be kept. */
        DeviceDataStore store();
    }

    /**
     * Begins to read one.
     *
     * @param sink takes the pages; null if nobody wants them
     */
    Channel(Input input, MultifdChannelCheck check, PageSink sink) throws IOException {
        this.check = check;
        pass = new StreamPass(input, true);
        if (pass.reader().kind() != StreamKind.MULTIFD_CHANNEL) {
            throw RefusedException.unsupported(
                    "multifd.no-channel",
                    input.name() + " is not a multifd channel but of the kind "
                            + pass.reader().kind().label());
        }
        init = (MultifdInitPacket) pass.next();
        check.addChannel(init, input.name());
        pages = sink == null ? null : new MultifdPageReader(sink);
    }

    /** As the user gave it. */
    String name() {
        return pass.name();
    }

    /** What orders the channels of a migration. */
    int id() {
        return init.id();
    }

    /** Reads behind the next synchronisation; false if the channel has ended before. */
    boolean synchronise(DeviceSink devices) throws IOException {
        while (!ended) {
            Element element = pass.next();
            try {
                ended = element == null;
                if (!ended && take(element, devices)) {
                    return true;
                }
            } catch (StreamException e) {
                throw pass.refused(e);
            }
        }
        return false;
    }

    /** Whether the element is a synchronisation. */
    private boolean take(Element element, DeviceSink devices) throws IOException {
        InputStream body = pass.reader().body();
        if (element instanceof MultifdRamPacket packet) {
            packets++;
            check.addRamPacket(packet, pass.name());
            if (pages != null) {
                pages.readPacket(packet, body);
            }
            synchronisations += packet.sync() ? 1 : 0;
            return packet.sync();
        }
        if (element instanceof MultifdDeviceStatePacket state && state.vfioHeader() != null) {
            if (state.isVfioConfig()) {
                configPacket = state;
            } else {
                devices.data(state, data(state, body, devices.store()));
            }
        } else if (element instanceof VfioRecord.Config config) {
            devices.config(configPacket, config, body.readAllBytes());
        }
        return false;
    }

    private DeviceDataStore.ByteRange data(MultifdDeviceStatePacket state, InputStream body, DeviceDataStore store)
            throws IOException {
        if (!pass.reader().source().isSeekable()) {
            return store.copyOrThrow(body);
        }
        // Whoever reads it later must find it there.
        pass.reader().skipBody();
        return store.rangeOf(pass.reader().source(), state.bodyOffset(), state.bodyLength());
    }

    /** How it ended, for a comparison with the others. */
    ChannelSummary summary() {
        return new ChannelSummary(
                pass.name(),
                init.id(),
                packets,
                synchronisations,
                0,
                0,
                0,
                pass.reader().position());
    }

    @Override
    public void close() throws IOException {
        if (pages != null) {
            pages.close();
        }
    }
}
