// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_DONOR;
import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_DEVICE;
import static org.migstream.report.ConversionFindingCodes.CONVERT_OTHER_DEVICE;
import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.checks.RedactionMark;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;
import org.migstream.spi.PciId;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;
import org.migstream.stream.VfioRecord;

/** A stream that provides the state of a device. */
final class ReplacementSource implements Closeable {
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    private final Map<SectionKey, DeviceRecords> devices = new LinkedHashMap<>();
    private final String inputName;
    private final boolean keepsConfiguration;
    private final FindingBaseline baseline;
    private long pieceCount;

    /**
     * Reads an input to its end.
     *
     * @throws ConversionException if the input is unreadable; the exception names this input
     */
    static ReplacementSource read(ConvertRequest.Replacement replacement) throws IOException {
        try {
            return new ReplacementSource(replacement.source(), replacement.keepsConfiguration());
        } catch (ConversionException e) {
            throw e.withInputName(replacement.source().name());
        }
    }

    private ReplacementSource(Input input, boolean keepsConfiguration) throws IOException {
        inputName = input.name();
        this.keepsConfiguration = keepsConfiguration;
        PipelineSource source = new PipelineSource(input, false);
        if (source.reader().kind() != StreamKind.MAIN) {
            throw ConversionException.unsupported(
                    CONVERT_NO_DONOR,
                    "the replacement state of a device must come from a main stream, but this input is a "
                            + source.reader().kind().label().replace('-', ' '));
        }
        try (InspectingTee inspection = new InspectingTee();
                ElementSink all = inspection.teeTransform().createSink(new TransformingSink(ElementSink.DISCARD) {
                    @Override
                    void transform(Element element, InputStream body) throws IOException {
                        if (element instanceof VfioRecord record) {
                            addRecord(requireSection().key(), record, body, source.reader());
                        }
                    }
                })) {
            source.transferTo(all);
            baseline = inspection.awaitBaseline();
        }
        requireContent(input);
    }

    /** Refuses a redacted stream: the result would have states of zeros, but no mark. */
    private void requireContent(Input input) throws IOException {
        FindingLog marks = new FindingLog(false);
        RedactionMark.report(input.metadata(), marks);
        if (baseline.isRedacted() || marks.hasCode(STREAM_REDACTED)) {
            throw ConversionException.unsupported(
                    STREAM_REDACTED,
                    "the stream was redacted: the states of its devices are zero, and cannot replace a state");
        }
    }

    private void addRecord(SectionKey key, VfioRecord record, InputStream body, MigrationReader reader)
            throws IOException {
        DeviceRecords content = devices.computeIfAbsent(key, device -> new DeviceRecords());
        if (record instanceof VfioRecord.Data) {
            content.addData(
                    pieceCount++,
                    reader.source().isSeekable()
                            ? store.rangeOf(reader.source(), record.bodyOffset(), record.bodyLength())
                            : store.copyOrThrow(body));
        } else if (record instanceof VfioRecord.Config config) {
            content.addConfig(pieceCount++, config, body.readAllBytes());
        }
    }

    /** Returns the name of the input. */
    String inputName() {
        return inputName;
    }

    /** Returns whether only the data of a device are replaced. */
    boolean keepsConfiguration() {
        return keepsConfiguration;
    }

    /** Returns the warnings about the configuration that {@link #deviceRecords} returns. */
    List<LocatedFinding> warnings(String idstr) throws ConversionException {
        return keepsConfiguration ? List.of() : baseline.warningsOf(findDevice(idstr));
    }

    /** Returns the records of the device with this idstr, or of the only device of the stream. */
    DeviceRecords deviceRecords(String idstr) throws ConversionException {
        DeviceRecords content = Objects.requireNonNull(devices.get(findDevice(idstr)));
        if (!content.hasConfig()) {
            throw ConversionException.invalidRequest(
                            CONVERT_NO_SUCH_DEVICE,
                            "the stream has no configuration of the device: it went over multifd channels; join them first (convert"
                                    + " --channel)")
                    .withInputName(inputName);
        }
        return keepsConfiguration ? content.withoutConfig() : content;
    }

    /**
     * Checks that the data are of a device with the same PCI id as the configuration that they are combined with.
     *
     * @param kept the PCI id in the configuration; empty if it is not known
     */
    void requireSameDevice(String idstr, Optional<PciId> kept) throws ConversionException {
        Optional<PciId> own =
                Objects.requireNonNull(devices.get(findDevice(idstr))).pciId();
        if (keepsConfiguration && kept.isPresent() && own.isPresent() && !own.equals(kept)) {
            throw ConversionException.invalidRequest(
                            CONVERT_OTHER_DEVICE,
                            "the data are of a device " + own.get() + ", but " + idstr + " of the stream is a "
                                    + kept.get())
                    .withInputName(inputName);
        }
    }

    private SectionKey findDevice(String idstr) throws ConversionException {
        return devices.keySet().stream()
                .filter(device -> devices.size() == 1 || device.idstr().equals(idstr))
                .findFirst()
                .orElseThrow(() -> ConversionException.noSuchDevice(
                                CONVERT_NO_SUCH_DEVICE,
                                "the stream has no VFIO device \"" + idstr + "\""
                                        + (devices.isEmpty()
                                                ? " and no other VFIO device"
                                                : "; it has " + deviceNames()))
                        .withInputName(inputName));
    }

    private String deviceNames() {
        return devices.keySet().stream().map(SectionKey::idstr).collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
