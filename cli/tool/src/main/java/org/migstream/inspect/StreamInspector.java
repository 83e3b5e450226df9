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
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.Frame;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.Outcome;
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
    private final Decoding decoding;
    private final WriterVersionDetector dialect = new WriterVersionDetector();
    private final SpillList<ReturnPathEntry> returnPath = new SpillList<>(ReturnPathEntry.CODEC);
    private final List<ChannelSummary> channels = new ArrayList<>();
    private final DevicePackets packets;
    private final ChannelCheck channelCheck;
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private DescriptionReading description;
    private FieldSpool fields;
    private Frame frame = Frame.empty();

    private StreamInspector(InspectRequest request, DeviceDataListener tap) {
        this.request = request;
        findings = new FindingLog(request.strict());
        store = new DeviceDataStore(request.digest() ? Long.MAX_VALUE : request.keep());
        LiveDecoders live = new LiveDecoders(request.decoders(), request.digest(), findings);
        devices = new SavedDevices(request.digest(), store, live, tap);
        decoding = new Decoding(request.decoders(), store, live, request.digest(), findings);
        packets = new DevicePackets(devices, findings);
        channelCheck = new ChannelCheck(findings);
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
        boolean kept = request.fields() || request.contents();
        fields = kept ? keep(new FieldSpool(request.device(), request.contents())) : null;
        description = new DescriptionReading(findings, fields);

        StreamKind kind = StreamKind.detect(input.source()).orElse(null);
        if (kind == null || kind == StreamKind.RETURN_PATH && request.decoders().raw() != null) {
            Optional<Decoder> decoder = decoding.forRawData(input.source());
            if (decoder.isPresent()) {
                return rawData(input, decoder.get());
            }
        }
        Outcome outcome;
        try {
            MigrationReader reader = MigrationReader.of(input.source(), Foresight.of(input.source()));
            outcome = read(input, reader);
        } catch (StreamException e) {
            outcome = notBegun(input, e);
        }
        for (Input channel : channelInputs) {
            outcome = worse(outcome, channel(channel));
        }
        boolean together = !channelInputs.isEmpty();
        packets.join(together);
        if (together) {
            channelCheck.judge(channels, frame.ram());
        }
        boolean channelsGiven = together || kind == StreamKind.MULTIFD_CHANNEL;
        return report(input, kind == null ? null : kind.label(), outcome, devices(kind, outcome, channelsGiven));
    }

    private Outcome notBegun(Input input, StreamException damage) {
        try {
            input.source().requireUndamagedEnd();
            return new Pass(findings, null).damaged(damage, null, null);
        } catch (StreamException container) {
            findings.stop(Whereabouts.explainContainer(container), null, null);
            return Outcome.of(container);
        }
    }

    /** An input that is nothing but what a device's driver gave: one device, of which only these bytes are known. */
    private StreamReport rawData(Input input, Decoder decoder) throws IOException {
        SavedDevice device = keep(SavedDevice.ofRawData(request.digest(), request.contents() ? store : null));
        DecodedState state = keep(decoding.decodeRaw(device, decoder, input.source()));
        Outcome outcome = Outcome.WHOLE;
        try {
            input.source().requireUndamagedEnd();
        } catch (StreamException e) {
            findings.stop(Whereabouts.explainContainer(e), null, null);
            outcome = Outcome.of(e);
        }
        return report(input, "device-data", outcome, List.of(new DeviceReport(device, DeviceIdentity.UNKNOWN, state)));
    }

    private Outcome read(Input input, MigrationReader reader) throws IOException {
        Pass pass = new Pass(findings, null);
        switch (reader.kind()) {
            case MAIN:
                MainReading main = keep(
                        new MainReading(devices, dialect, description, findings, request.pages(), request.contents()));
                Outcome outcome = pass.run(reader, main);
                frame = main.frame();
                return outcome;
            case MULTIFD_CHANNEL:
                return packets(pass, input, reader);
            default:
                return pass.run(reader, new ReturnPathReading(returnPath, findings));
        }
    }

    private Outcome channel(Input input) throws IOException {
        Pass pass = new Pass(findings, input.name());
        try {
            MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
            if (reader.kind() == StreamKind.MULTIFD_CHANNEL) {
                return packets(pass, input, reader);
            }
            findings.stop(
                    Finding.of(
                            Severity.ERROR,
                            "multifd.no-channel",
                            "not a multifd channel but of the kind "
                                    + reader.kind().label()),
                    null,
                    input.name());
            return Outcome.DAMAGED;
        } catch (StreamException e) {
            return pass.damaged(e, null, null);
        }
    }

    private Outcome packets(Pass pass, Input input, MigrationReader reader) throws IOException {
        try (ChannelReading reading =
                new ChannelReading(input, packets, channelCheck, store, request.digest(), request.pages())) {
            Outcome outcome = pass.run(reader, reading);
            if (reading.summary() != null) {
                channels.add(reading.summary());
            }
            return outcome;
        }
    }

    private static Outcome worse(Outcome one, Outcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Judges what has been read and decodes the devices that are asked for. */
    private List<DeviceReport> devices(StreamKind kind, Outcome outcome, boolean channelsGiven) throws IOException {
        for (SavedDevice device : devices.all()) {
            dialect.observeDevice(device);
        }
        Judgement judgement = new Judgement(findings);
        List<SavedDevice> chosen = devices.all();
        if (request.device() != null) {
            chosen.removeIf(device -> !device.key().idstr().equals(request.device()));
            if (chosen.isEmpty() && (fields == null || fields.isEmpty())) {
                judgement.deviceAbsent(request.device(), devices.all());
            }
        }
        if (kind == StreamKind.MAIN) {
            judgement.stream(frame, outcome, dialect.versionRange());
            judgement.channels(frame, devices.all(), channels);
        }
        List<DeviceReport> reports = new ArrayList<>();
        for (SavedDevice device : chosen) {
            judgement.device(device, channelsGiven, outcome);
            DecodedState state = decoding.decode(device);
            reports.add(
                    new DeviceReport(device, Decoding.identity(device.config()), state == null ? null : keep(state)));
        }
        return reports;
    }

    private StreamReport report(Input input, String kind, Outcome outcome, List<DeviceReport> reports)
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
                dialect.versionRange(),
                description.fields(),
                request.contents() ? fields : null,
                findings,
                List.copyOf(resources));
    }

    private <T extends Closeable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    private void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
