// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.io.ByteSource;
import org.migstream.ram.MultifdPageReader;
import org.migstream.ram.PageSink;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.VfioRecord;

/** A multifd channel: counts its packets and collects those of VFIO devices, which belong between other channels'. */
public final class ChannelVisitor implements ElementVisitor, Closeable {
    private final Input input;
    private final DevicePacketJoiner packetJoiner;
    private final MultifdChannelCheck channelCheck;
    private final DeviceDataStore store;
    private final boolean withDigest;
    private final MultifdPageReader pages;
    private MultifdInitPacket init;
    private MultifdDeviceStatePacket configPacket;
    private long ramPackets;
    private long syncPackets;
    private long deviceStatePackets;
    private long normalPages;
    private long zeroPages;

    /** @param pages takes the content of guest memory; null if nobody wants it */
    public ChannelVisitor(
            Input input,
            DevicePacketJoiner packets,
            MultifdChannelCheck check,
            DeviceDataStore store,
            boolean digesting,
            PageSink pages) {
        this.input = input;
        this.packetJoiner = packets;
        this.channelCheck = check;
        this.store = store;
        this.withDigest = digesting;
        this.pages = pages == null ? null : new MultifdPageReader(pages);
    }

    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        if (element instanceof MultifdRamPacket packet) {
            if (pages != null) {
                pages.readPacket(packet, reader);
            }
            reader.skipBody();
            channelCheck.addRamPacket(packet, input.name());
            ramPackets += packet.sync() && packet.normalPages() + packet.zeroPages() == 0 ? 0 : 1;
            syncPackets += packet.sync() ? 1 : 0;
            normalPages += packet.normalPages();
            zeroPages += packet.zeroPages();
        } else if (element instanceof MultifdDeviceStatePacket state) {
            deviceStatePackets++;
            visitDeviceState(state, reader);
        } else if (element instanceof VfioRecord.Config config) {
            VfioConfig saved = VfioConfig.of(config, reader.body(), input.name(), withDigest);
            packetJoiner.add(configPacket.key(), new DevicePacket(recordEntry(configPacket), saved, null));
        } else if (element instanceof MultifdInitPacket first) {
            init = first;
            channelCheck.addChannel(first, input.name());
        }
    }

    private void visitDeviceState(MultifdDeviceStatePacket state, MigrationReader reader) throws IOException {
        if (state.isVfioConfig()) {
            configPacket = state;
            return;
        }
        DeviceDataStore.DataRange content = keepContent(state, reader);
        reader.skipBody();
        if (state.vfioHeader() != null) {
            packetJoiner.add(state.key(), new DevicePacket(recordEntry(state), null, content));
        }
    }

    private VfioRecordEntry recordEntry(MultifdDeviceStatePacket packet) {
        return VfioRecordEntry.of(input.name(), packet);
    }

    private DeviceDataStore.DataRange keepContent(MultifdDeviceStatePacket state, MigrationReader reader)
            throws IOException {
        ByteSource source = input.source();
        return source.isSeekable()
                ? store.rangeOf(source, state.bodyOffset(), state.bodyLength())
                : store.copy(reader.body()).orElse(null);
    }

    @Override
    public void close() throws IOException {
        if (pages != null) {
            pages.close();
        }
    }

    /** What the channel held; null if it did not even begin. */
    public ChannelSummary summary() {
        return init == null
                ? null
                : new ChannelSummary(
                        input.name(),
                        init.id(),
                        ramPackets,
                        syncPackets,
                        deviceStatePackets,
                        normalPages,
                        zeroPages,
                        input.source().position());
    }
}
