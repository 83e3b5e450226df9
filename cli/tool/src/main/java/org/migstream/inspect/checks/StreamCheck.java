// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_UNKNOWN_DEVICE;
import static org.migstream.report.InspectionFindingCodes.STREAM_DIALECT;
import static org.migstream.report.InspectionFindingCodes.STREAM_NO_DESCRIPTION;
import static org.migstream.report.InspectionFindingCodes.STREAM_SCANNED;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_DATA;
import static org.migstream.report.InspectionFindingCodes.VMDESC_MALFORMED;
import static org.migstream.stream.StreamFindingCodes.STREAM_TRAILING_BYTES;

import java.io.IOException;
import java.util.List;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.inspect.checks.StreamChecks.MainStreamSummary;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamOutline.TrailingBytes;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Section;

/**
 * Looks for a fault that leaves the framing of a stream intact. An instance checks one stream, because a check may keep
 * state. {@link StreamChecks} calls the methods in the order in which they are declared. Checks of a single condition
 * are nested here; the other checks have their own files.
 */
interface StreamCheck {
    /** Creates every check, in the order in which findings are reported. */
    static List<StreamCheck> createAll() {
        return List.of(
                new SectionSequenceCheck(),
                new LoadabilityCheck(),
                new ScannedSectionCheck(),
                new TrailingBytesCheck(),
                new VmDescCheck(),
                new VmDescPresenceCheck(),
                new MachineSectionsCheck(),
                new PostcopyCheck(),
                new LeftOutMemoryCheck(),
                new CprDeviceCheck(),
                new DialectCheck(),
                new ChannelDevicesCheck(),
                new DeviceDataCheck(),
                new DeviceConfigCheck());
    }

    /** Checks one element of the main stream, in stream order. Records of sections are not visited. */
    default void visit(Element element, FindingLog findings) {}

    /** Checks the main stream after its last element, or after damage. */
    default void finishMainStream(MainStreamSummary stream, FindingLog findings) throws IOException {}

    /** Checks a main stream together with the recordings of its channels, after all have been read. */
    default void finishInputs(InputsSummary inputs, FindingLog findings) {}

    /** Checks one VFIO device, after all inputs have been read. */
    default void checkDevice(SavedDevice device, InputsSummary inputs, FindingLog findings) {}

    /**
     * Reports that ends of sections were guessed from the bytes that follow. Such a guess is wrong if the data of a
     * device look like a footer. With postcopy this is information: no reader can get exact ends, because QEMU writes no
     * vmdescription, and the length of the package confirms the last end.
     */
    final class ScannedSectionCheck implements StreamCheck {
        private long scannedSections;
        private long firstOffset;

        @Override
        public void finishMainStream(MainStreamSummary stream, FindingLog findings) throws IOException {
            boolean postcopy = stream.outline().postcopy();
            stream.outline().sections().forEach(this::count);
            if (scannedSections > 0) {
                findings.add(Finding.at(
                        firstOffset,
                        postcopy ? Severity.INFO : Severity.WARNING,
                        STREAM_SCANNED,
                        (scannedSections == 1
                                        ? "1 section has no length: its end was"
                                        : scannedSections + " sections have no length, the first of them here:"
                                                + " their ends were")
                                + " guessed from the bytes that follow"
                                + (stream.seekable() || postcopy
                                        ? ""
                                        : "; an uncompressed file with a vmdescription gives exact ends")));
            }
        }

        private void count(SectionEntry entry) {
            boolean scanned = entry.isComplete() && entry.head().framing() == Section.Framing.SCANNED;
            if (scanned && scannedSections++ == 0) {
                firstOffset = entry.head().offset();
            }
        }
    }

    /** Reports bytes after the end of the stream. */
    final class TrailingBytesCheck implements StreamCheck {
        @Override
        public void finishMainStream(MainStreamSummary stream, FindingLog findings) {
            TrailingBytes trailing = stream.outline().trailing();
            if (trailing != null) {
                findings.add(Finding.at(
                        trailing.offset(),
                        Severity.WARNING,
                        STREAM_TRAILING_BYTES,
                        "the stream is complete and ends here, but %s after it"
                                .formatted(PrintableText.formatCount(trailing.length(), "trailing byte")
                                        + (trailing.length() == 1 ? " is" : " are"))));
            }
        }
    }

    /**
     * Reports a complete stream without vmdescription. A stream that was truncated after its end mark has the same
     * bytes as a stream that was written with {@code suppress-vmdesc}. With postcopy, QEMU writes no vmdescription
     * ({@code qemu_savevm_state_complete_precopy_non_iterable}, {@code in_postcopy}).
     */
    final class VmDescPresenceCheck implements StreamCheck {
        @Override
        public void finishInputs(InputsSummary inputs, FindingLog findings) {
            EndOfStream end = inputs.outline().endOfStream();
            if (inputs.outcome() == ReadOutcome.COMPLETE
                    && end != null
                    && !inputs.outline().postcopy()
                    && inputs.outline().vmdesc() == null
                    && !findings.hasCode(VMDESC_MALFORMED)) {
                findings.add(Finding.at(
                        end.end(),
                        Severity.WARNING,
                        STREAM_NO_DESCRIPTION,
                        "no vmdescription follows the end of the stream: either the source was configured to omit"
                                + " it (suppress-vmdesc), or the input is truncated, and sections of devices may be"
                                + " missing before it"));
            }
        }
    }

    /** Reports a stream with features that no single known version of QEMU writes. */
    final class DialectCheck implements StreamCheck {
        @Override
        public void finishInputs(InputsSummary inputs, FindingLog findings) {
            if (inputs.dialect().isContradictory()) {
                findings.add(Finding.of(
                        Severity.WARNING,
                        STREAM_DIALECT,
                        "no known version of QEMU writes all features of this stream: "
                                + String.join("; ", inputs.dialect().evidence())));
            }
        }
    }

    /** Reports state on channels of a device that the main stream does not have. */
    final class ChannelDevicesCheck implements StreamCheck {
        @Override
        public void finishInputs(InputsSummary inputs, FindingLog findings) {
            for (SavedDevice device : inputs.devices()) {
                if (device.isSentOverMultifd() && !device.isInMainStream()) {
                    findings.add(
                            Finding.of(
                                    Severity.ERROR,
                                    MULTIFD_UNKNOWN_DEVICE,
                                    "a channel has state of this device, but the main stream has no such device: the channel"
                                            + " belongs to another migration"),
                            device.key(),
                            null);
                }
            }
        }
    }

    /** Reports a device whose configuration was sent without any data. */
    final class DeviceDataCheck implements StreamCheck {
        @Override
        public void checkDevice(SavedDevice device, InputsSummary inputs, FindingLog findings) {
            if (device.config() != null
                    && device.totalBytes().bytes() == 0
                    && inputs.outcome() == ReadOutcome.COMPLETE) {
                findings.add(
                        Finding.of(
                                Severity.ERROR,
                                VFIO_NO_DATA,
                                "the stream has this device's configuration, but no byte of its state"),
                        device.key(),
                        null);
            }
        }
    }
}
