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
import org.migstream.inspect.checks.MultifdChannelCheck;
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
final class MultifdChannels implements Closeable {
    /** As many as an inspection takes. */
    private static final int MAX_PACKETS = 1 << 17;

    private final List<MultifdChannelReader> channels = new ArrayList<>();
    private final Map<SectionKey, DeviceRecords> devices = new LinkedHashMap<>();
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    private final FindingLog findings = new FindingLog(false);
    private final MultifdChannelCheck channelCheck = new MultifdChannelCheck(findings);
    private int packetCount;
    private boolean atEnd;

    /**
     * Begins to read them.
     *
     * @param inputs in any order
     * @param sink takes the pages; null if nobody wants them
     */
    MultifdChannels(List<Input> inputs, PageSink sink) throws IOException {
        for (Input input : inputs) {
            channels.add(new MultifdChannelReader(input, channelCheck, sink));
        }
        channels.sort(Comparator.comparingInt(MultifdChannelReader::id));
    }

    /** What to throw where guest memory is wanted that went over channels which are not given. */
    static ConversionException channelsRequired() {
        return ConversionException.invalidRequest(
                "multifd.channels-needed",
                "guest memory went over multifd channels: give their recordings with --channel");
    }

    /** Reads all of them up to the next synchronisation. */
    void readToSync() throws IOException {
        for (MultifdChannelReader channel : channels) {
            if (!channel.readToSync(this)) {
                throw ConversionException.damaged(
                        "multifd.cut-channel",
                        channel.name() + " has ended where the main stream waits for it: its end is missing");
            }
        }
    }

    /** The content of a device; null if the channels have nothing of it. */
    Optional<DeviceRecords> deviceRecords(SectionKey key) throws IOException {
        readToEnd();
        DeviceRecords content = devices.get(key);
        if (content != null && content.firstMissingIndex() >= 0) {
            throw missingPacket("packet " + content.firstMissingIndex() + " of the device " + key.idstr()
                    + " is missing: a channel was cut or is not given");
        }
        return Optional.ofNullable(content);
    }

    /** Reads all of them to the end, and finds out whether they are those of one migration, and whole. */
    void readToEnd() throws IOException {
        if (atEnd) {
            return;
        }
        atEnd = true;
        for (MultifdChannelReader channel : channels) {
            while (channel.readToSync(this)) {}
        }
        channelCheck.finish(channels.stream().map(MultifdChannelReader::summary).toList(), null);
        Optional<LocatedFinding> worst = findings.all().stream()
                .filter(located -> located.finding().severity() == Severity.ERROR)
                .findFirst();
        if (worst.isPresent()) {
            throw new ConversionException(worst.get(), ReadOutcome.DAMAGED);
        }
    }

    private static ConversionException missingPacket(String message) {
        return ConversionException.damaged("multifd.missing-packet", message);
    }

    void acceptData(MultifdDeviceStatePacket packet, DeviceDataStore.DataRange data) throws IOException {
        if (!recordsOf(packet).addData(packet.vfioHeader().idx(), data)) {
            throw duplicatePacket(packet);
        }
    }

    void acceptConfig(MultifdDeviceStatePacket packet, VfioRecord.Config record, byte[] body) throws IOException {
        if (!recordsOf(packet).addConfig(packet.vfioHeader().idx(), record, body)) {
            throw duplicatePacket(packet);
        }
    }

    DeviceDataStore store() {
        return store;
    }

    private DeviceRecords recordsOf(MultifdDeviceStatePacket packet) throws LimitExceededException {
        if (++packetCount > MAX_PACKETS) {
            throw new LimitExceededException(
                    "multifd.too-many-packets", packet.offset(), "more than " + MAX_PACKETS + " device-state packets");
        }
        return devices.computeIfAbsent(packet.key(), key -> new DeviceRecords());
    }

    private static ConversionException duplicatePacket(MultifdDeviceStatePacket packet) {
        return ConversionException.damaged(
                "multifd.duplicate-packet",
                "packet " + packet.vfioHeader().idx() + " of the device "
                        + packet.key().idstr() + " is there twice");
    }

    @Override
    public void close() throws IOException {
        try (store) {
            for (MultifdChannelReader channel : channels) {
                channel.close();
            }
        }
    }
}
