// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.migstream.compress.Input;
import org.migstream.device.Dialect;
import org.migstream.device.DialectEvidence;
import org.migstream.device.VfioDevice;
import org.migstream.device.VfioDevices;
import org.migstream.io.Scratch;
import org.migstream.io.Spool;
import org.migstream.io.StreamException;
import org.migstream.report.ChannelSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.Frame;
import org.migstream.report.InputSummary;
import org.migstream.report.Outcome;
import org.migstream.report.ReturnPathEntry;
import org.migstream.report.StreamReport;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Foreknowledge;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.StreamKind;

/** Reads an input, and the channels that belong to it, from end to end and tells what is in them. */
public final class StreamInspector {
    private final InspectRequest request;
    private final FindingLog findings;
    private final VfioDevices devices;
    private final DialectEvidence dialect = new DialectEvidence();
    private final Spool<ReturnPathEntry> returnPath = new Spool<>(ReturnPathEntry.CODEC);
    private final List<ChannelSummary> channels = new ArrayList<>();
    private final DevicePackets packets;
    private final ChannelCheck channelCheck;
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private DescriptionReading description;
    private FieldSpool fields;
    private Frame frame = Frame.empty();

    private StreamInspector(InspectRequest request) {
        this.request = request;
        findings = new FindingLog(request.strict());
        devices = new VfioDevices(request.digest());
        packets = new DevicePackets(devices, findings);
        channelCheck = new ChannelCheck(findings);
        resources.addAll(List.of(devices, returnPath));
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
        StreamInspector inspector = new StreamInspector(request);
        try {
            return inspector.run(input, channelInputs);
        } catch (IOException | RuntimeException e) {
            inspector.close();
            throw e;
        }
    }

    private StreamReport run(Input input, List<Input> channelInputs) throws IOException {
        Scratch scratch = request.digest() ? keep(new Scratch()) : null;
        fields = request.fields() ? keep(new FieldSpool(request.device())) : null;
        description = new DescriptionReading(findings, fields);

        StreamKind kind = null;
        Outcome outcome;
        try {
            MigrationReader reader = MigrationReader.of(input.source(), Foresight.of(input.source()));
            kind = reader.kind();
            outcome = read(input, reader, scratch);
        } catch (StreamException e) {
            outcome = new Pass(findings, null).damaged(e, null, null);
        }
        for (Input channel : channelInputs) {
            outcome = worse(outcome, channel(channel, scratch));
        }
        boolean together = !channelInputs.isEmpty();
        packets.join(together);
        if (together) {
            channelCheck.judge(channels, frame.ram());
        }
        return report(input, kind, outcome, together || kind == StreamKind.MULTIFD_CHANNEL);
    }

    private Outcome read(Input input, MigrationReader reader, Scratch scratch) throws IOException {
        Pass pass = new Pass(findings, null);
        switch (reader.kind()) {
            case MAIN:
                MainReading main = keep(new MainReading(devices, dialect, description, findings));
                Outcome outcome = pass.run(reader, main);
                frame = main.frame();
                return outcome;
            case MULTIFD_CHANNEL:
                return packets(pass, input, reader, scratch);
            default:
                return pass.run(reader, new ReturnPathReading(returnPath, findings));
        }
    }

    private Outcome channel(Input input, Scratch scratch) throws IOException {
        Pass pass = new Pass(findings, input.name());
        try {
            MigrationReader reader = MigrationReader.of(input.source(), Foreknowledge.NONE);
            if (reader.kind() == StreamKind.MULTIFD_CHANNEL) {
                return packets(pass, input, reader, scratch);
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

    private Outcome packets(Pass pass, Input input, MigrationReader reader, Scratch scratch) throws IOException {
        ChannelReading reading = new ChannelReading(input, packets, channelCheck, scratch);
        Outcome outcome = pass.run(reader, reading);
        if (reading.summary() != null) {
            channels.add(reading.summary());
        }
        return outcome;
    }

    private static Outcome worse(Outcome one, Outcome other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private StreamReport report(Input input, StreamKind kind, Outcome outcome, boolean channelsGiven)
            throws IOException {
        for (VfioDevice device : devices.all()) {
            dialect.device(device);
        }
        Dialect writer = dialect.dialect();
        Judgement judgement = new Judgement(findings);
        List<VfioDevice> chosen = devices.all();
        if (request.device() != null) {
            chosen.removeIf(device -> !device.key().idstr().equals(request.device()));
            if (chosen.isEmpty() && (fields == null || fields.isEmpty())) {
                judgement.deviceAbsent(request.device(), devices.all());
            }
        }
        if (kind == StreamKind.MAIN) {
            judgement.stream(frame, outcome, writer);
            judgement.channels(frame, devices.all(), channels);
        }
        chosen.forEach(device -> judgement.device(device, channelsGiven, outcome));
        return new StreamReport(
                new InputSummary(input.name(), input.storedBytes(), input.layers(), kind == null ? null : kind.label()),
                outcome,
                frame,
                chosen,
                channels,
                returnPath,
                input.source().position(),
                writer,
                description.fields(),
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
