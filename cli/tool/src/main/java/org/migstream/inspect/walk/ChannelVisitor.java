// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.inspect.walk.StreamWalker.ElementVisitor;
import org.migstream.io.ByteSource;
import org.migstream.ram.MultifdPageReader;
import org.migstream.ram.PageSink;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.VfioRecord;

/** Counts the packets of a multifd channel and passes the packets of VFIO devices to the {@link DevicePacketJoiner}. */
public final class ChannelVisitor implements ElementVisitor, Closeable {
    private final Input input;
    private final DevicePacketJoiner packetJoiner;
    private final MultifdChannelCheck channelCheck;
    private final DeviceDataStore store;
    private final boolean withDigest;
    private final @Nullable MultifdPageReader pages;
    private @Nullable MultifdInitPacket init;
    private @Nullable MultifdDeviceStatePacket configPacket;
    private long ramPackets;
    private long syncPackets;
    private long deviceStatePackets;
    private long normalPages;
    private long zeroPages;

    /**
     * Creates a visitor.
     *
     * @param input the recording of the channel
     * @param pageSink receives the content of guest memory; null if it is not needed
     */
    public ChannelVisitor(
            Input input,
            DevicePacketJoiner packetJoiner,
            MultifdChannelCheck channelCheck,
            DeviceDataStore store,
            boolean withDigest,
            @Nullable PageSink pageSink) {
        this.input = input;
        this.packetJoiner = packetJoiner;
        this.channelCheck = channelCheck;
        this.store = store;
        this.withDigest = withDigest;
        this.pages = pageSink == null ? null : new MultifdPageReader(pageSink);
    }

    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        if (element instanceof MultifdRamPacket packet) {
            visitRamPacket(packet, reader);
        } else if (element instanceof MultifdDeviceStatePacket packet) {
            deviceStatePackets++;
            visitDeviceState(packet, reader);
        } else if (element instanceof VfioRecord.Config config && configPacket != null) {
            VfioConfig saved = VfioConfig.of(config, reader.body(), input.name(), withDigest);
            packetJoiner.addConfig(configPacket.key(), recordEntry(configPacket), saved);
        } else if (element instanceof MultifdInitPacket first) {
            init = first;
            channelCheck.addChannel(first, input.name());
        }
    }

    private void visitRamPacket(MultifdRamPacket packet, MigrationReader reader) throws IOException {
        if (pages != null) {
            pages.readPacket(packet, reader);
        }
        reader.skipBody();
        channelCheck.addRamPacket(packet, input.name());
        ramPackets += packet.sync() && packet.normalPages() + packet.zeroPages() == 0 ? 0 : 1;
        syncPackets += packet.sync() ? 1 : 0;
        normalPages += packet.normalPages();
        zeroPages += packet.zeroPages();
    }

    private void visitDeviceState(MultifdDeviceStatePacket packet, MigrationReader reader) throws IOException {
        if (packet.isVfioConfig()) {
            configPacket = packet;
            return;
        }
        DeviceDataStore.DataRange content = keepContent(packet, reader);
        reader.skipBody();
        if (packet.vfioHeader() != null) {
            packetJoiner.addData(packet.key(), recordEntry(packet), content);
        }
    }

    private VfioRecordEntry recordEntry(MultifdDeviceStatePacket packet) {
        return VfioRecordEntry.of(input.name(), packet);
    }

    private DeviceDataStore.@Nullable DataRange keepContent(MultifdDeviceStatePacket packet, MigrationReader reader)
            throws IOException {
        ByteSource source = input.source();
        return source.isSeekable()
                ? store.rangeOf(source, packet.bodyOffset(), packet.bodyLength())
                : store.copy(reader.body()).orElse(null);
    }

    @Override
    public void close() throws IOException {
        if (pages != null) {
            pages.close();
        }
    }

    /** Returns the counts; empty if the first packet could not be read. */
    public Optional<ChannelSummary> summary() {
        return Optional.ofNullable(init)
                .map(first -> new ChannelSummary(
                        input.name(),
                        first.id(),
                        ramPackets,
                        syncPackets,
                        deviceStatePackets,
                        normalPages,
                        zeroPages,
                        input.source().position()));
    }
}
