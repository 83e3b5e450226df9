// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CHANNELS_NEEDED;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_CUT_CHANNEL;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_DUPLICATE_PACKET;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_MISSING_PACKET;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_TOO_MANY_PACKETS;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.checks.MissingChannels;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
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
 * The multifd channels of a migration, read in step with the main stream. The main stream marks the points at which
 * all channels have synchronised. The source sends no page twice between two such points.
 */
final class MultifdChannels implements Closeable {
    /** Maximum number of device-state packets; an inspection has the same limit. */
    private static final int MAX_PACKETS = 1 << 17;

    private final List<MultifdChannelReader> channels = new ArrayList<>();
    private final Map<SectionKey, DeviceRecords> devices = new LinkedHashMap<>();
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    private final FindingLog findings = new FindingLog(false);
    private final MissingChannels missing = new MissingChannels();
    private final MultifdChannelCheck channelCheck = new MultifdChannelCheck(findings, missing);
    private int packetCount;
    private boolean atEnd;

    /**
     * Opens the channels.
     *
     * @param inputs the recordings, in any order
     * @param sink receives the pages; null to skip them
     */
    MultifdChannels(List<Input> inputs, @Nullable PageSink sink) throws IOException {
        for (Input input : inputs) {
            channels.add(new MultifdChannelReader(input, channelCheck, sink));
        }
        channels.sort(Comparator.comparingInt(MultifdChannelReader::id));
    }

    /** Creates the exception for guest memory that was sent over channels whose recordings are not given. */
    static ConversionException channelsRequired() {
        return ConversionException.invalidRequest(
                MULTIFD_CHANNELS_NEEDED,
                "guest memory went over multifd channels: give their recordings with --channel");
    }

    /** Reads all channels up to the next synchronisation. */
    void readToSync() throws IOException {
        for (MultifdChannelReader channel : channels) {
            if (!channel.readToSync(this)) {
                throw ConversionException.damaged(
                        MULTIFD_CUT_CHANNEL,
                        channel.name()
                                + " ends before the synchronisation that the main stream waits for: it is truncated");
            }
        }
    }

    /** Returns the records of a device; empty if the channels have none. */
    Optional<DeviceRecords> deviceRecords(SectionKey key) throws IOException {
        readToEnd();
        DeviceRecords content = devices.get(key);
        if (content != null && content.firstMissingIndex() >= 0) {
            throw missingPacket("packet " + content.firstMissingIndex() + " of the device " + key.idstr()
                    + " is missing: a channel is truncated or not given");
        }
        return Optional.ofNullable(content);
    }

    /** Reads all channels to the end and checks that they are complete and belong to one migration. */
    void readToEnd() throws IOException {
        if (atEnd) {
            return;
        }
        atEnd = true;
        for (MultifdChannelReader channel : channels) {
            while (channel.readToSync(this)) {}
        }
        List<ChannelSummary> summaries =
                channels.stream().map(MultifdChannelReader::summary).toList();
        channelCheck.finish(summaries, null);
        missing.report(StreamOutline.empty(), List.of(), summaries, true, findings);
        Optional<LocatedFinding> firstError = findings.all().stream()
                .filter(located -> located.finding().severity() == Severity.ERROR)
                .findFirst();
        if (firstError.isPresent()) {
            throw new ConversionException(firstError.get(), ReadOutcome.DAMAGED);
        }
    }

    private static ConversionException missingPacket(String message) {
        return ConversionException.damaged(MULTIFD_MISSING_PACKET, message);
    }

    /** Adds data of a device; rejects a second packet with the same index. */
    void acceptData(MultifdDeviceStatePacket packet, DeviceDataStore.DataRange data) throws IOException {
        if (!recordsOf(packet).addData(indexOf(packet), data)) {
            throw duplicatePacket(packet);
        }
    }

    /** Adds the configuration of a device; rejects a second one. */
    void acceptConfig(MultifdDeviceStatePacket packet, VfioRecord.Config record, byte[] body) throws IOException {
        if (!recordsOf(packet).addConfig(indexOf(packet), record, body)) {
            throw duplicatePacket(packet);
        }
    }

    /** Returns the store for device data. */
    DeviceDataStore store() {
        return store;
    }

    private DeviceRecords recordsOf(MultifdDeviceStatePacket packet) throws LimitExceededException {
        if (++packetCount > MAX_PACKETS) {
            throw new LimitExceededException(
                    MULTIFD_TOO_MANY_PACKETS, packet.offset(), "more than " + MAX_PACKETS + " device-state packets");
        }
        return devices.computeIfAbsent(packet.key(), key -> new DeviceRecords());
    }

    /** Returns the index of a packet; the reader passes only packets with a VFIO header. */
    private static long indexOf(MultifdDeviceStatePacket packet) {
        return Objects.requireNonNull(packet.vfioHeader()).idx();
    }

    private static ConversionException duplicatePacket(MultifdDeviceStatePacket packet) {
        return ConversionException.damaged(
                MULTIFD_DUPLICATE_PACKET,
                "packet " + indexOf(packet) + " of the device " + packet.key().idstr() + " occurs twice");
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
