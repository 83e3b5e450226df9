// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_NO_CHANNEL;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevices;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.checks.MissingChannels;
import org.migstream.inspect.checks.MultifdChannelCheck;
import org.migstream.inspect.checks.StreamChecks;
import org.migstream.inspect.report.CprStateEntry;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.inspect.walk.ChannelVisitor;
import org.migstream.inspect.walk.CprStateVisitor;
import org.migstream.inspect.walk.DevicePacketJoiner;
import org.migstream.inspect.walk.MainStreamVisitor;
import org.migstream.inspect.walk.ReturnPathVisitor;
import org.migstream.inspect.walk.StreamWalker;
import org.migstream.inspect.walk.VmDescReader;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.SectionSizes;
import org.migstream.stream.StreamKind;

/** Reads a stream of any kind, then the recordings of its channels, and joins the device packets of all channels. */
final class InputReader implements Closeable {
    private final InspectRequest request;
    private final SavedDevices devices;
    private final DeviceDataStore store;
    private final WriterVersionDetector versionDetector;
    private final VmDescReader vmDescReader;
    private final StreamChecks checks;
    private final FindingLog findings;
    private final DevicePacketJoiner packetJoiner;
    private final MissingChannels missing = new MissingChannels();
    private final MultifdChannelCheck channelCheck;
    private final List<ChannelSummary> channels = new ArrayList<>();
    private final SpillList<ReturnPathEntry> returnPath = new SpillList<>(ReturnPathEntry.CODEC);
    private final SpillList<CprStateEntry> cprState = new SpillList<>(CprStateEntry.CODEC);
    private @Nullable MainStreamVisitor mainStream;
    private StreamOutline outline = StreamOutline.empty();

    InputReader(
            InspectRequest request,
            SavedDevices devices,
            DeviceDataStore store,
            WriterVersionDetector versionDetector,
            VmDescReader vmDescReader,
            StreamChecks checks,
            FindingLog findings) {
        this.request = request;
        this.devices = devices;
        this.store = store;
        this.versionDetector = versionDetector;
        this.vmDescReader = vmDescReader;
        this.checks = checks;
        this.findings = findings;
        packetJoiner = new DevicePacketJoiner(devices, findings, missing);
        channelCheck = new MultifdChannelCheck(findings, missing);
    }

    /** Reads the stream of the input, without its channels. */
    ReadOutcome readStream(Input input, MigrationReader reader) throws IOException {
        StreamWalker walker = new StreamWalker(findings, null);
        switch (reader.kind()) {
            case MAIN:
                MainStreamVisitor visitor = new MainStreamVisitor(
                        devices,
                        versionDetector,
                        vmDescReader,
                        checks,
                        findings,
                        request.pageSink(),
                        request.keepContents());
                mainStream = visitor;
                ReadOutcome outcome = walker.walk(reader, visitor);
                outline = visitor.finish(input.source().isSeekable());
                return outcome;
            case MULTIFD_CHANNEL:
                return readPackets(walker, input, reader);
            case CPR_STATE:
                CprStateVisitor cprVisitor = new CprStateVisitor(cprState);
                ReadOutcome cprOutcome = walker.walk(reader, cprVisitor);
                cprVisitor.report(findings, cprOutcome == ReadOutcome.COMPLETE);
                return cprOutcome;
            default:
                return walker.walk(reader, new ReturnPathVisitor(returnPath, findings));
        }
    }

    /**
     * Reads the recordings of the channels, joins the device packets and checks that the recordings belong together.
     *
     * @param streamOutcome the outcome of {@link #readStream}
     * @return the worst outcome of all inputs
     */
    ReadOutcome readChannels(List<Input> inputs, ReadOutcome streamOutcome) throws IOException {
        ReadOutcome worst = streamOutcome;
        for (Input input : inputs) {
            ReadOutcome outcome = readChannel(input);
            worst = worst.compareTo(outcome) >= 0 ? worst : outcome;
        }
        packetJoiner.join(!inputs.isEmpty());
        if (!inputs.isEmpty()) {
            channelCheck.finish(channels, outline.ram());
        }
        boolean channelsGiven = !inputs.isEmpty() || !channels.isEmpty();
        missing.report(outline, devices.all(), channels, channelsGiven, findings);
        return worst;
    }

    private ReadOutcome readChannel(Input input) throws IOException {
        StreamWalker walker = new StreamWalker(findings, input.name());
        try {
            MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
            if (reader.kind() == StreamKind.MULTIFD_CHANNEL) {
                return readPackets(walker, input, reader);
            }
            findings.addStopReason(
                    Finding.of(
                            Severity.ERROR,
                            MULTIFD_NO_CHANNEL,
                            "this input is not a multifd channel but of kind "
                                    + reader.kind().label()),
                    null,
                    input.name());
            return ReadOutcome.DAMAGED;
        } catch (StreamException e) {
            return walker.reportDamage(e, null, null);
        }
    }

    private ReadOutcome readPackets(StreamWalker walker, Input input, MigrationReader reader) throws IOException {
        try (ChannelVisitor visitor =
                new ChannelVisitor(input, packetJoiner, channelCheck, store, request.digest(), request.pageSink())) {
            ReadOutcome outcome = walker.walk(reader, visitor);
            visitor.summary().ifPresent(channels::add);
            return outcome;
        }
    }

    /** Returns the outline of the main stream; empty if the input is not one. */
    StreamOutline outline() {
        return outline;
    }

    /** Returns the channels that were read. */
    List<ChannelSummary> channels() {
        return channels;
    }

    /** Returns the messages of a return path. */
    SpillList<ReturnPathEntry> returnPath() {
        return returnPath;
    }

    /** Returns the descriptors and devices of a CPR state. */
    SpillList<CprStateEntry> cprState() {
        return cprState;
    }

    @Override
    public void close() throws IOException {
        returnPath.close();
        cprState.close();
        if (mainStream != null) {
            mainStream.close();
        }
    }
}
