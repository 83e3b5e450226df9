// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import org.migstream.compress.Input;
import org.migstream.device.RecordEntry;
import org.migstream.device.VfioConfig;
import org.migstream.io.Scratch;
import org.migstream.io.Slice;
import org.migstream.report.ChannelSummary;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdDeviceState;
import org.migstream.stream.MultifdInit;
import org.migstream.stream.MultifdRam;
import org.migstream.stream.VfioRecord;

/** A multifd channel: counts its packets and collects those of VFIO devices, which belong between other channels'. */
final class ChannelReading implements Reading {
    private final Input input;
    private final DevicePackets packets;
    private final ChannelCheck check;
    private final boolean keeping;
    private final Scratch scratch;
    private MultifdInit init;
    private MultifdDeviceState configPacket;
    private long ram;
    private long sync;
    private long deviceState;
    private long normalPages;
    private long zeroPages;

    /** @param scratch where packets go that cannot be read again; null if their bytes are not wanted */
    ChannelReading(Input input, DevicePackets packets, ChannelCheck check, Scratch scratch) {
        this.input = input;
        this.packets = packets;
        this.check = check;
        this.keeping = scratch != null;
        this.scratch = scratch;
    }

    @Override
    public void element(Element element, MigrationReader reader) throws IOException {
        if (element instanceof MultifdRam pages) {
            reader.skipBody();
            check.packet(pages, input.name());
            ram += pages.sync() && pages.normalPages() + pages.zeroPages() == 0 ? 0 : 1;
            sync += pages.sync() ? 1 : 0;
            normalPages += pages.normalPages();
            zeroPages += pages.zeroPages();
        } else if (element instanceof MultifdDeviceState state) {
            deviceState++;
            deviceState(state, reader);
        } else if (element instanceof VfioRecord.Config config) {
            VfioConfig saved = VfioConfig.of(config, reader.body(), input.name(), keeping);
            packets.add(configPacket.key(), new DevicePacket(entry(configPacket), saved, null));
        } else if (element instanceof MultifdInit first) {
            init = first;
            check.begin(first, input.name());
        }
    }

    private void deviceState(MultifdDeviceState state, MigrationReader reader) throws IOException {
        if (state.isVfioConfig()) {
            configPacket = state;
            return;
        }
        DevicePacket.Content content = keeping ? content(state, reader) : null;
        reader.skipBody();
        if (state.vfio() != null) {
            packets.add(state.key(), new DevicePacket(entry(state), null, content));
        }
    }

    private RecordEntry entry(MultifdDeviceState packet) {
        return RecordEntry.of(input.name(), packet);
    }

    private DevicePacket.Content content(MultifdDeviceState state, MigrationReader reader) throws IOException {
        // Only numbers are held: a packet weighs some hundred bytes, and there may be many.
        if (input.source().seekable()) {
            long from = state.bodyOffset();
            long end = state.end();
            return () -> new Slice(input.source(), from, end);
        }
        long start = scratch.length();
        long length = reader.body().transferTo(scratch);
        return () -> scratch.read(start, length);
    }

    /** What the channel held; null if it did not even begin. */
    ChannelSummary summary() {
        return init == null
                ? null
                : new ChannelSummary(
                        input.name(),
                        init.id(),
                        ram,
                        sync,
                        deviceState,
                        normalPages,
                        zeroPages,
                        input.source().position());
    }
}
