// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataListener;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.checks.StreamChecks;
import org.migstream.inspect.decoding.StateDecoding;
import org.migstream.inspect.decoding.StreamingDecoders;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.walk.ChannelVisitor;
import org.migstream.inspect.walk.DevicePacketJoiner;
import org.migstream.inspect.walk.MainStreamVisitor;
import org.migstream.inspect.walk.ReturnPathVisitor;
import org.migstream.inspect.walk.SectionPayloadStore;
import org.migstream.inspect.walk.StreamWalker;
import org.migstream.inspect.walk.TruncationMessages;
import org.migstream.inspect.walk.VmDescLocator;
import org.migstream.inspect.walk.VmDescReader;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.SectionSizes;
import org.migstream.stream.StreamKind;

/** Reads an input, and the channels that belong to it, from end to end and tells what is in them. */
public final class StreamInspector {
    private final InspectRequest request;
    private final FindingLog findings;
    private final DeviceDataStore store;
    private final SavedDevices devices;
    private final StateDecoding decoding;
    private final WriterVersionDetector dialectDetector = new WriterVersionDetector();
    private final SpillList<ReturnPathEntry> returnPath = new SpillList<>(ReturnPathEntry.CODEC);
    private final List<ChannelSummary> channels = new ArrayList<>();
    private final DevicePacketJoiner packetJoiner;
    private final MultifdChannelCheck channelCheck;
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private VmDescReader vmDescReader;
    private SectionPayloadStore payloadStore;
    private StreamOutline frame = StreamOutline.empty();

    private StreamInspector(InspectRequest request, DeviceDataListener tap) {
        this.request = request;
        findings = new FindingLog(request.strict());
        store = new DeviceDataStore(request.digest() ? Long.MAX_VALUE : request.keepLimit());
        StreamingDecoders live = new StreamingDecoders(request.decoderChoice(), request.digest(), findings);
        devices = new SavedDevices(request.digest(), store, live, tap);
        decoding = new StateDecoding(request.decoderChoice(), store, live, request.digest(), findings);
        packetJoiner = new DevicePacketJoiner(devices, findings);
        channelCheck = new MultifdChannelCheck(findings);
        resources.addAll(List.of(devices, store, live, returnPath));
    }

    /**
     * Inspects an input.
     *
     * @param input any kind of stream
     * @param channelInputs recordings of its multifd channels, in any order
     * @return everything that could be read, to be closed by the caller; damage is in its findings
     * @throws IOException when an input cannot be read for reasons of the machine
     */
    public static StreamReport inspect(Input input, List<Input> channelInputs, InspectRequest request)
            throws IOException {
        return inspect(input, channelInputs, request, null);
    }

    /**
     * The same, for somebody who wants the devices' data, too.
     *
     * @param tap is told of each device, and takes the data that could not be read a second time from the report; what it
     *     throws ends the inspection
     */
    public static StreamReport inspect(
            Input input, List<Input> channelInputs, InspectRequest request, DeviceDataListener tap) throws IOException {
        StreamInspector inspector = new StreamInspector(request, tap);
        try {
            return inspector.run(input, channelInputs);
        } catch (IOException | RuntimeException e) {
            inspector.close();
            throw e;
        }
    }

    private StreamReport run(Input input, List<Input> channelInputs) throws IOException {
        boolean kept = request.fields() || request.keepContents();
        payloadStore = kept ? closeLater(new SectionPayloadStore(request.deviceIdstr(), request.keepContents())) : null;
        vmDescReader = new VmDescReader(findings, payloadStore);

        StreamKind kind = StreamKind.detect(input.source()).orElse(null);
        if (kind == null
                || kind == StreamKind.RETURN_PATH && request.decoderChoice().rawDecoder() != null) {
            Optional<PluginDecoder> decoder = decoding.decoderForRawData(input.source());
            if (decoder.isPresent()) {
                return inspectRawData(input, decoder.get());
            }
        }
        ReadOutcome outcome;
        try {
            MigrationReader reader = MigrationReader.of(input.source(), VmDescLocator.locate(input.source()));
            outcome = readStream(input, reader);
        } catch (StreamException e) {
            outcome = reportUnknownInput(input, e);
        }
        for (Input channel : channelInputs) {
            outcome = worseOf(outcome, readChannel(channel));
        }
        boolean together = !channelInputs.isEmpty();
        packetJoiner.join(together);
        if (together) {
            channelCheck.finish(channels, frame.ram());
        }
        boolean channelsGiven = together || kind == StreamKind.MULTIFD_CHANNEL;
        return createReport(
                input,
                kind == null ? null : kind.label(),
                outcome,
                checkAndDecodeDevices(kind, outcome, channelsGiven));
    }

    private ReadOutcome reportUnknownInput(Input input, StreamException damage) {
        try {
            input.source().requireUndamagedEnd();
            return new StreamWalker(findings, null).reportDamage(damage, null, null);
        } catch (StreamException container) {
            findings.addStopReason(TruncationMessages.explainContainer(container), null, null);
            return ReadOutcome.of(container);
        }
    }

    /** An input that is nothing but what a device's driver gave: one device, of which only these bytes are known. */
    private StreamReport inspectRawData(Input input, PluginDecoder decoder) throws IOException {
        SavedDevice device = closeLater(SavedDevice.ofRawData(request.digest(), request.keepContents() ? store : null));
        DecodedState state = closeLater(decoding.decodeRaw(device, decoder, input.source()));
        ReadOutcome outcome = ReadOutcome.COMPLETE;
        try {
            input.source().requireUndamagedEnd();
        } catch (StreamException e) {
            findings.addStopReason(TruncationMessages.explainContainer(e), null, null);
            outcome = ReadOutcome.of(e);
        }
        return createReport(
                input, "device-data", outcome, List.of(new DeviceReport(device, DeviceIdentity.UNKNOWN, state)));
    }

    private ReadOutcome readStream(Input input, MigrationReader reader) throws IOException {
        StreamWalker pass = new StreamWalker(findings, null);
        switch (reader.kind()) {
            case MAIN:
                MainStreamVisitor main = closeLater(new MainStreamVisitor(
                        devices, dialectDetector, vmDescReader, findings, request.pageSink(), request.keepContents()));
                ReadOutcome outcome = pass.walk(reader, main);
                frame = main.finish();
                return outcome;
            case MULTIFD_CHANNEL:
                return readChannelPackets(pass, input, reader);
            default:
                return pass.walk(reader, new ReturnPathVisitor(returnPath, findings));
        }
    }

    private ReadOutcome readChannel(Input input) throws IOException {
        StreamWalker pass = new StreamWalker(findings, input.name());
        try {
            MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
            if (reader.kind() == StreamKind.MULTIFD_CHANNEL) {
                return readChannelPackets(pass, input, reader);
            }
            findings.addStopReason(
                    Finding.of(
                            Severity.ERROR,
                            "multifd.no-channel",
                            "not a multifd channel but of the kind "
                                    + reader.kind().label()),
                    null,
                    input.name());
            return ReadOutcome.DAMAGED;
        } catch (StreamException e) {
            return pass.reportDamage(e, null, null);
        }
    }

    private ReadOutcome readChannelPackets(StreamWalker pass, Input input, MigrationReader reader) throws IOException {
        try (ChannelVisitor reading =
                new ChannelVisitor(input, packetJoiner, channelCheck, store, request.digest(), request.pageSink())) {
            ReadOutcome outcome = pass.walk(reader, reading);
            if (reading.summary() != null) {
                channels.add(reading.summary());
            }
            return outcome;
        }
    }

    private static ReadOutcome worseOf(ReadOutcome one, ReadOutcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Judges what has been read and decodes the devices that are asked for. */
    private List<DeviceReport> checkAndDecodeDevices(StreamKind kind, ReadOutcome outcome, boolean channelsGiven)
            throws IOException {
        for (SavedDevice device : devices.all()) {
            dialectDetector.observeDevice(device);
        }
        StreamChecks judgement = new StreamChecks(findings);
        List<SavedDevice> chosen = devices.all();
        if (request.deviceIdstr() != null) {
            chosen.removeIf(device -> !device.key().idstr().equals(request.deviceIdstr()));
            if (chosen.isEmpty() && (payloadStore == null || payloadStore.isEmpty())) {
                judgement.reportMissingDevice(request.deviceIdstr(), devices.all());
            }
        }
        if (kind == StreamKind.MAIN) {
            judgement.checkStream(frame, outcome, dialectDetector.versionRange());
            judgement.checkChannels(frame, devices.all(), channels);
        }
        List<DeviceReport> reports = new ArrayList<>();
        for (SavedDevice device : chosen) {
            judgement.checkDevice(device, channelsGiven, outcome);
            DecodedState state = decoding.decode(device);
            reports.add(new DeviceReport(
                    device, StateDecoding.deviceIdentity(device.config()), state == null ? null : closeLater(state)));
        }
        return reports;
    }

    private StreamReport createReport(Input input, String kind, ReadOutcome outcome, List<DeviceReport> reports)
            throws IOException {
        input.warnings().forEach(findings::add);
        return new StreamReport(
                new InputSummary(input.name(), input.storedSize(), input.layers(), kind),
                outcome,
                frame,
                reports,
                channels,
                returnPath,
                input.source().position(),
                dialectDetector.versionRange(),
                vmDescReader.fields(),
                request.keepContents() ? payloadStore : null,
                findings,
                List.copyOf(resources));
    }

    private <T extends Closeable> T closeLater(T resource) {
        resources.push(resource);
        return resource;
    }

    private void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
