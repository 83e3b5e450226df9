// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.Diagnosis.Location;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.io.InputFindingCodes;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DriverError;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.vfio.Errno;

/** Collects the parts and findings of a stream that belong to one message. */
final class StreamEvidence {
    /** The maximum number of findings, and of names in a list. */
    static final int MAX_FINDINGS = 8;

    private static final Pattern PCI_PATH = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.");

    private final Set<String> namedDevices;
    private final List<DriverError> driverErrors;
    private final boolean wholeStream;
    private final String searchedPart;
    private final @Nullable LocatedFinding damage;
    private final Set<Location> locations = new LinkedHashSet<>();
    private final Set<LocatedFinding> findings = new LinkedHashSet<>();

    /**
     * Creates evidence without locations and findings.
     *
     * @param namedDevices the idstrs of the devices that the whole text names
     * @param driverErrors the errors of all drivers
     * @param report the report of the stream; null if no stream was given
     */
    StreamEvidence(Set<String> namedDevices, List<DriverError> driverErrors, @Nullable StreamReport report) {
        this.namedDevices = namedDevices;
        this.driverErrors = driverErrors;
        damage = report == null || report.outcome() != ReadOutcome.DAMAGED
                ? null
                : report.findings().stopReason().orElse(null);
        wholeStream = report == null || report.outcome() == ReadOutcome.COMPLETE;
        searchedPart = report == null || wholeStream
                ? "the stream"
                : "the part of the stream that could be read, up to " + PrintableText.formatOffset(report.parsedBytes())
                        + ",";
    }

    /**
     * Returns what to do about the damage at which reading stopped; empty if there is none, or if the text
     * names devices and the place is in none of them.
     */
    Optional<String> damageAdvice() {
        LocatedFinding stop = damage;
        if (stop == null || !namedDevices.isEmpty() && (stop.section() == null || !names(stop.section()))) {
            return Optional.empty();
        }
        boolean truncated = stop.finding().code().equals(InputFindingCodes.STREAM_TRUNCATED.code());
        return Optional.of("The stream that you gave is %s%s%s. Save it again, or copy it again and compare the sizes."
                .formatted(
                        truncated ? "truncated" : "damaged",
                        stop.finding().offset().isEmpty()
                                ? ""
                                : " at "
                                        + PrintableText.formatOffset(
                                                stop.finding().offset().getAsLong()),
                        stop.section() == null ? "" : ", in " + stop.section().idstr()));
    }

    /** Returns the errors of drivers with an errno number. */
    List<DriverError> driverErrors(int errno) {
        return Errno.of(errno).stream()
                .flatMap(name ->
                        driverErrors.stream().filter(error -> error.errno().equals(name.name())))
                .toList();
    }

    /** Adds a sentence about the stream as a whole. */
    void addText(String text) {
        locations.add(new Location(null, OptionalLong.empty(), text));
    }

    /**
     * Adds what is true only of the whole stream, such as that it lacks something. If the stream was not read to its end,
     * the sentence is only about the part that was read, and the conclusion is left out.
     *
     * @param predicate the sentence without its subject, such as {@code has no guest memory}
     * @param conclusion what follows for the message; empty if nothing follows
     */
    void addSearchResult(String predicate, String conclusion) {
        addText(searchedPart + ' ' + predicate + (wholeStream && !conclusion.isEmpty() ? ": " + conclusion : ""));
    }

    /** Adds a sentence about an offset in the stream; {@code section} is null outside of all sections. */
    void addAtOffset(@Nullable SectionKey section, long offset, String text) {
        locations.add(new Location(section, OptionalLong.of(offset), text));
    }

    /** Adds a sentence about a device; {@code section} is null for raw device data. */
    void addForSection(@Nullable SectionKey section, String text) {
        locations.add(new Location(section, OptionalLong.empty(), text));
    }

    /** Adds a finding unless there are {@value #MAX_FINDINGS} already. */
    void addFinding(LocatedFinding finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Adds the warnings and errors of a device's decoder. */
    void addDecoderFindings(DeviceReport device) {
        if (device.state() != null) {
            for (Finding finding : device.state().findings()) {
                if (finding.severity() != Severity.INFO) {
                    addFinding(new LocatedFinding(
                            withStateOffset(finding), device.device().key(), null));
                }
            }
        }
    }

    /**
     * Moves the offset of a finding into its message: the offset counts from the start of the state, not of the stream.
     */
    private static Finding withStateOffset(Finding finding) {
        return finding.offset().isEmpty()
                ? finding
                : Finding.of(
                        finding.severity(),
                        finding.code(),
                        "at 0x%x of the state: %s".formatted(finding.offset().getAsLong(), finding.message()));
    }

    /** Returns whether the text may be about a VFIO device: the text names a VFIO device, or no device at all. */
    boolean mayConcernVfio() {
        return namedDevices.isEmpty() || namedDevices.stream().anyMatch(idstr -> new SectionKey(idstr, 0).isVfio());
    }

    /** Returns whether the text names the device of a section. */
    boolean names(SectionKey key) {
        return namedDevices.contains(key.idstr());
    }

    /** Returns whether the text names a device that has a PCI address, and thus a configuration space. */
    boolean namesDeviceWithConfigSpace() {
        return namedDevices.stream().anyMatch(idstr -> PCI_PATH.matcher(idstr).lookingAt());
    }

    /** Returns whether the text names a device whose idstr ends with a type, such as {@code virtio-net}. */
    boolean namesDeviceType(String type) {
        return namedDevices.stream().anyMatch(idstr -> idstr.equals(type) || idstr.endsWith("/" + type));
    }

    /** Returns whether the stream has a section of a device that the text names. */
    boolean namesSection(StreamReport report) throws IOException {
        boolean[] found = {false};
        report.outline()
                .sections()
                .forEach(entry -> found[0] |= names(entry.head().key()));
        return found[0];
    }

    /** Returns the devices that the whole text names, separated by commas. */
    String namedDevices() {
        return String.join(", ", namedDevices);
    }

    /** Returns the VFIO devices that the text may be about: those that it names, otherwise all. */
    List<DeviceReport> candidateDevices(StreamReport report) {
        if (!mayConcernVfio()) {
            return List.of();
        }
        List<DeviceReport> named = report.devices().stream()
                .filter(device -> device.device().key() != null
                        && namedDevices.contains(device.device().key().idstr()))
                .toList();
        return named.isEmpty() ? report.devices() : named;
    }

    List<Location> locations() {
        return new ArrayList<>(locations);
    }

    List<LocatedFinding> findings() {
        return new ArrayList<>(findings);
    }
}
