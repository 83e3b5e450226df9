// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import static org.migstream.report.InspectionFindingCodes.INCOMPLETE;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_SUCH_DEVICE;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.device.SavedDevice;
import org.migstream.device.SavedDevices;
import org.migstream.device.SavedDevices.DeviceDataListener;
import org.migstream.device.WriterVersionDetector;
import org.migstream.inspect.checks.RedactionMark;
import org.migstream.inspect.checks.StreamChecks;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.inspect.decoding.RawDataDecoder;
import org.migstream.inspect.decoding.StateDecoding;
import org.migstream.inspect.decoding.StreamingDecoders;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.inspect.report.StreamReport.VmStateFieldsSource;
import org.migstream.inspect.walk.SectionPayloadStore;
import org.migstream.inspect.walk.TruncationMessages;
import org.migstream.inspect.walk.VmDescLocator;
import org.migstream.inspect.walk.VmDescReader;
import org.migstream.io.StreamException;
import org.migstream.plugin.DecodedState;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.StreamKind;

/** Inspects an input and the recordings of its channels: reads them and reports their content and faults. */
public final class StreamInspector {
    private final InspectRequest request;
    private final FindingLog findings;
    private final StreamChecks checks;
    private final DeviceDataStore store;
    private final SavedDevices devices;
    private final StateDecoding decoding;
    private final WriterVersionDetector versionDetector = new WriterVersionDetector();
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private final @Nullable SectionPayloadStore payloadStore;
    private final VmDescReader vmDescReader;
    private final InputReader inputReader;

    private StreamInspector(InspectRequest request, @Nullable DeviceDataListener listener) {
        this.request = request;
        findings = new FindingLog(request.strict());
        checks = new StreamChecks(findings);
        store = closeLater(new DeviceDataStore(request.digest() ? Long.MAX_VALUE : request.keepLimit()));
        StreamingDecoders streamingDecoders =
                closeLater(new StreamingDecoders(request.decoderChoice(), request.digest(), findings));
        devices = closeLater(new SavedDevices(request.digest(), store, streamingDecoders, listener));
        decoding = new StateDecoding(request.decoderChoice(), store, streamingDecoders, request.digest(), findings);
        payloadStore = request.fields() || request.keepContents()
                ? closeLater(new SectionPayloadStore(request.deviceName(), request.keepContents()))
                : null;
        vmDescReader = new VmDescReader(findings, payloadStore);
        inputReader =
                closeLater(new InputReader(request, devices, store, versionDetector, vmDescReader, checks, findings));
    }

    /**
     * Inspects an input.
     *
     * @param input a stream of any kind, or raw device data
     * @param channelInputs recordings of its multifd channels, in any order
     * @return the report, to be closed by the caller; damage is in its findings
     * @throws IOException if the operating system reports an error when an input is read
     */
    public static StreamReport inspect(Input input, List<Input> channelInputs, InspectRequest request)
            throws IOException {
        return inspect(input, channelInputs, request, null);
    }

    /**
     * Inspects an input and passes the data of its devices to a listener.
     *
     * @param listener receives each device and those of its data that the report cannot read a second time; null if the
     *     data are not needed. An exception of the listener ends the inspection.
     */
    public static StreamReport inspect(
            Input input, List<Input> channelInputs, InspectRequest request, @Nullable DeviceDataListener listener)
            throws IOException {
        StreamInspector inspector = new StreamInspector(request, listener);
        try {
            return inspector.run(input, channelInputs);
        } catch (IOException | RuntimeException e) {
            for (Closeable resource : inspector.resources) {
                resource.close();
            }
            throw e;
        }
    }

    private StreamReport run(Input input, List<Input> channelInputs) throws IOException {
        RedactionMark.report(input.metadata(), findings);
        StreamKind kind = StreamKind.detect(input.source()).orElse(null);
        boolean mayBeRawData = kind == null
                || kind == StreamKind.RETURN_PATH && request.decoderChoice().rawDecoder() != null;
        Optional<RawDataDecoder> rawDecoder = mayBeRawData ? decoding.findRawDecoder(input.source()) : Optional.empty();
        if (rawDecoder.isPresent() && rawDecoder.get().isRecognised()) {
            return inspectRawData(input, rawDecoder.get()).orElseThrow();
        }
        ReadOutcome outcome;
        try {
            MigrationReader reader = MigrationReader.of(input.source(), VmDescLocator.locate(input.source()));
            outcome = inputReader.readStream(input, reader);
        } catch (StreamException e) {
            if (rawDecoder.isPresent()) {
                Optional<StreamReport> rawData = inspectRawData(input, rawDecoder.get());
                if (rawData.isPresent()) {
                    return rawData.get();
                }
            }
            outcome = reportUnknownInput(input, e);
        }
        outcome = inputReader.readChannels(channelInputs, outcome);
        return createReport(
                input,
                kind == null ? null : kind.label(),
                outcome,
                checkAndDecodeDevices(kind == StreamKind.MAIN, outcome));
    }

    private ReadOutcome reportUnknownInput(Input input, StreamException damage) {
        try {
            input.source().requireUndamagedEnd();
            findings.addStopReason(
                    TruncationMessages.explain(
                            damage, request.decoderChoice().plugins().refused()),
                    null,
                    null);
            return ReadOutcome.of(damage);
        } catch (StreamException container) {
            return reportContainer(container);
        }
    }

    private ReadOutcome reportContainer(StreamException damage) {
        findings.addStopReason(TruncationMessages.explainContainer(damage), null, null);
        return ReadOutcome.of(damage);
    }

    /**
     * Inspects an input that consists only of the data of a driver. The report has one device without configuration.
     * Returns empty if the decoder does not accept the input as device data.
     */
    private Optional<StreamReport> inspectRawData(Input input, RawDataDecoder decoder) throws IOException {
        SavedDevice device = closeLater(SavedDevice.ofRawData(request.digest(), request.keepContents() ? store : null));
        DecodedState state = closeLater(decoding.decodeRaw(device, decoder.decoder(), input.source()));
        if (!decoder.accepts(state)) {
            return Optional.empty();
        }
        ReadOutcome outcome = ReadOutcome.COMPLETE;
        try {
            input.source().requireUndamagedEnd();
        } catch (StreamException e) {
            outcome = reportContainer(e);
        }
        DeviceReport report = new DeviceReport(device, DeviceIdentity.UNKNOWN, state);
        if (outcome == ReadOutcome.COMPLETE) {
            reportMissingData(report);
        }
        return Optional.of(createReport(input, "device-data", outcome, List.of(report)));
    }

    /** Reports that data of a device are missing, unless another error about the device or its channels shows this. */
    private void reportMissingData(DeviceReport report) {
        SavedDevice device = report.device();
        DecodedState state = report.state();
        boolean isFramed = device.key() == null
                || device.isFramingWhole() && device.totalBytes().bytes() > 0;
        if (report.completeness() == StateCompleteness.INCOMPLETE
                && isFramed
                && state != null
                && state.worstSeverity() != Severity.ERROR) {
            findings.add(
                    Finding.of(
                            Severity.ERROR,
                            INCOMPLETE,
                            state.isIncomplete()
                                    ? "a part of this device's state is missing"
                                    : "this device has no data from after the guest stopped, but its driver always"
                                            + " sends some: the end of its state is missing"),
                    device.key(),
                    null);
        }
    }

    /** Runs the checks that need all inputs and decodes the requested devices. */
    private List<DeviceReport> checkAndDecodeDevices(boolean isMainStream, ReadOutcome outcome) throws IOException {
        for (SavedDevice device : devices.all()) {
            versionDetector.observeDevice(device);
        }
        List<SavedDevice> requested = requestedDevices();
        InputsSummary inputs = new InputsSummary(
                inputReader.outline(), outcome, versionDetector.versionRange(), devices.all(), inputReader.channels());
        if (isMainStream) {
            request.decoderChoice()
                    .names()
                    .add(
                            devices.all().stream().map(SavedDevice::requiredKey).toList(),
                            outcome == ReadOutcome.COMPLETE);
            checks.finishInputs(inputs);
        }
        List<DeviceReport> reports = new ArrayList<>();
        for (SavedDevice device : requested) {
            checks.checkDevice(device, inputs);
            DecodedState state = decoding.decode(device).orElse(null);
            if (state != null) {
                closeLater(state);
            }
            DeviceReport report = new DeviceReport(device, StateDecoding.deviceIdentity(device), state);
            if (outcome == ReadOutcome.COMPLETE) {
                reportMissingData(report);
            }
            reports.add(report);
        }
        return reports;
    }

    /** Returns the devices that the user wants to see. */
    private List<SavedDevice> requestedDevices() {
        List<SavedDevice> all = devices.all();
        String name = request.deviceName();
        if (name == null) {
            return all;
        }
        DeviceLookup lookup = new DeviceLookup(name);
        all.forEach(device -> lookup.add(device.requiredKey()));
        if (lookup.isAmbiguous() || lookup.found().isEmpty() && (payloadStore == null || payloadStore.isEmpty())) {
            String emulated = request.fields() && !lookup.isAmbiguous()
                    ? "no emulated device with fields has this name, and "
                    : "";
            findings.add(Finding.of(
                    Severity.ERROR,
                    VFIO_NO_SUCH_DEVICE,
                    emulated + lookup.problem().orElseThrow()));
        }
        return all.stream().filter(device -> lookup.finds(device.requiredKey())).toList();
    }

    private StreamReport createReport(
            Input input, @Nullable String kind, ReadOutcome outcome, List<DeviceReport> reports) throws IOException {
        input.findings().forEach(findings::add);
        VmStateFieldsSource fields = vmDescReader.fields().orElse(null);
        return new StreamReport(
                new InputSummary(input.name(), input.storedSize(), input.layers(), kind),
                outcome,
                inputReader.outline(),
                reports,
                inputReader.channels(),
                inputReader.returnPath(),
                inputReader.cprState(),
                input.source().position(),
                versionDetector.versionRange(),
                request.deviceName(),
                fields,
                fields != null,
                request.keepContents() ? payloadStore : null,
                findings,
                List.copyOf(resources));
    }

    private <T extends Closeable> T closeLater(T resource) {
        resources.push(resource);
        return resource;
    }
}
