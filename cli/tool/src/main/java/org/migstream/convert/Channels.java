// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.MultifdChannelCheck;
import org.migstream.io.LimitExceededException;
import org.migstream.ram.PageSink;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Severity;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * The multifd channels of a migration, read at the same pace as its main stream: where that stream says so all of them
 * have synchronised, and no page is sent twice between two synchronisations.
 */
final class Channels implements Closeable, Channel.DeviceSink {
    /** As many as an inspection takes. */
    private static final int MOST_PACKETS = 1 << 17;

    private final List<Channel> channels = new ArrayList<>();
    private final Map<SectionKey, DeviceContent> devices = new LinkedHashMap<>();
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    private final FindingLog findings = new FindingLog(false);
    private final MultifdChannelCheck check = new MultifdChannelCheck(findings);
    private int packets;
    private boolean drained;

    /**
     * Begins to read them.
     *
     * @param inputs in any order
     * @param sink takes the pages; null if nobody wants them
     */
    Channels(List<Input> inputs, PageSink sink) throws IOException {
        for (Input input : inputs) {
            channels.add(new Channel(input, check, sink));
        }
        channels.sort(Comparator.comparingInt(Channel::id));
    }

    /** What to throw where guest memory is wanted that went over channels which are not given. */
    static RefusedException needed() {
        return RefusedException.no(
                "multifd.channels-needed",
                "guest memory went over multifd channels: give their recordings with --channel");
    }

    /** Reads all of them up to the next synchronisation. */
    void synchronise() throws IOException {
        for (Channel channel : channels) {
            if (!channel.synchronise(this)) {
                throw RefusedException.damaged(
                        "multifd.cut-channel",
                        channel.name() + " has ended where the main stream waits for it: its end is missing");
            }
        }
    }

    /** The content of a device; null if the channels have nothing of it. */
    DeviceContent device(SectionKey key) throws IOException {
        drain();
        DeviceContent content = devices.get(key);
        if (content != null && content.firstMissing() >= 0) {
            throw missing("packet " + content.firstMissing() + " of the device " + key.idstr()
                    + " is missing: a channel was cut or is not given");
        }
        return content;
    }

    /** Reads all of them to the end, and finds out whether they are those of one migration, and whole. */
    void drain() throws IOException {
        if (drained) {
            return;
        }
        drained = true;
        for (Channel channel : channels) {
            while (channel.synchronise(this)) {}
        }
        check.finish(channels.stream().map(Channel::summary).toList(), null);
        Optional<LocatedFinding> worst = findings.all().stream()
                .filter(located -> located.finding().severity() == Severity.ERROR)
                .findFirst();
        if (worst.isPresent()) {
            throw new RefusedException(worst.get(), ReadOutcome.DAMAGED);
        }
    }

    private static RefusedException missing(String message) {
        return RefusedException.damaged("multifd.missing-packet", message);
    }

    @Override
    public void data(MultifdDeviceStatePacket packet, DeviceDataStore.ByteRange data) throws IOException {
        if (!content(packet).add(packet.vfioHeader().idx(), data)) {
            throw twice(packet);
        }
    }

    @Override
    public void config(MultifdDeviceStatePacket packet, VfioRecord.Config record, byte[] body) throws IOException {
        if (!content(packet).add(packet.vfioHeader().idx(), record, body)) {
            throw twice(packet);
        }
    }

    @Override
    public DeviceDataStore store() {
        return store;
    }

    private DeviceContent content(MultifdDeviceStatePacket packet) throws LimitExceededException {
        if (++packets > MOST_PACKETS) {
            throw new LimitExceededException(
                    "multifd.too-many-packets", packet.offset(), "more than " + MOST_PACKETS + " device-state packets");
        }
        return devices.computeIfAbsent(packet.key(), key -> new DeviceContent());
    }

    private static RefusedException twice(MultifdDeviceStatePacket packet) {
        return RefusedException.damaged(
                "multifd.duplicate-packet",
                "packet " + packet.vfioHeader().idx() + " of the device "
                        + packet.key().idstr() + " is there twice");
    }

    @Override
    public void close() throws IOException {
        try (store) {
            for (Channel channel : channels) {
                channel.close();
            }
        }
    }
}
