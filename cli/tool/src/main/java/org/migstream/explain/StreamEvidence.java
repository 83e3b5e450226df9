// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final Set<SectionKey> addressedDevices;
    private final DeviceFindings deviceFindings;
    private final List<DriverError> driverErrors;
    private final boolean wholeStream;
    private final String searchedPart;
    private final @Nullable LocatedFinding damage;
    private final Set<Location> locations = new LinkedHashSet<>();
    private final Set<LocatedFinding> findings = new LinkedHashSet<>();
    private final Set<String> remedies = new LinkedHashSet<>();

    /**
     * Creates evidence without locations and findings.
     *
     * @param named the devices that the whole text names
     * @param deviceFindings the findings of the devices of the stream
     * @param driverErrors the errors of all drivers
     * @param report the report of the stream; null if no stream was given
     */
    StreamEvidence(
            MentionedDevices named,
            DeviceFindings deviceFindings,
            List<DriverError> driverErrors,
            @Nullable StreamReport report) {
        namedDevices = named.idstrs();
        addressedDevices = named.byAddress();
        this.deviceFindings = deviceFindings;
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

    /**
     * Adds the warnings and errors of a device and of its state: the worst first, and of the same severity those with an
     * offset first.
     *
     * @throws IOException if the report cannot be read back
     */
    void addDeviceFindings(DeviceReport device) throws IOException {
        addDeviceFindings(device, MAX_FINDINGS);
    }

    private void addDeviceFindings(DeviceReport device, int max) throws IOException {
        DeviceFindings.OfDevice found = deviceFindings.of(device);
        found.worstFirst().stream().limit(max).forEach(this::addFinding);
        if (remedies.size() < MAX_FINDINGS) {
            found.remedy().ifPresent(remedies::add);
        }
    }

    /**
     * Adds what is wrong with a device that the text names, and the first place in its state that has a finding. A warning
     * counts, too: the stream cannot show that a finding is the cause.
     *
     * @throws IOException if the report cannot be read back
     */
    void addDeviceState(DeviceReport device) throws IOException {
        SectionKey key = device.device().key();
        boolean isAddressed = isAddressed(device);
        if (isAddressed) {
            addForSection(
                    key,
                    "the text has the address of this device in the guest; QEMU and the kernel often print the address on"
                            + " the host instead");
        }
        List<LocatedFinding> all = deviceFindings.of(device).worstFirst();
        if (all.isEmpty()) {
            addForSection(
                    key,
                    device.state() == null
                            ? "no decoder recognizes the state of this device"
                            : "no error and no warning was found in the state of this device");
            return;
        }
        String text = "the state of this device has " + count(Severity.ERROR, "error", all) + " and "
                + count(Severity.WARNING, "warning", all);
        Optional<LocatedFinding> place = all.stream()
                .filter(located -> located.finding().offset().isPresent() && located.channel() == null)
                .findFirst();
        if (place.isPresent()) {
            Finding finding = place.get().finding();
            addAtOffset(
                    key,
                    finding.offset().getAsLong(),
                    text + "; here is the first that has an offset, " + finding.code());
        } else {
            addForSection(key, text);
        }
        // The text may be about another device, whose findings need room, too.
        addDeviceFindings(device, isAddressed ? MAX_FINDINGS / 2 : MAX_FINDINGS);
    }

    private static String count(Severity severity, String noun, List<LocatedFinding> all) {
        return PrintableText.formatCount(
                all.stream()
                        .filter(located -> located.finding().severity() == severity)
                        .count(),
                noun);
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

    /**
     * Returns the VFIO devices that the text may be about: those that it names; if it names none, all, first those whose
     * address it has. The address may be one on the host, so it excludes no other device.
     */
    List<DeviceReport> candidateDevices(StreamReport report) {
        if (!mayConcernVfio()) {
            return List.of();
        }
        return namedDevices.isEmpty()
                ? report.devices().stream()
                        .sorted(Comparator.comparing(device -> !isAddressed(device)))
                        .toList()
                : report.devices().stream().filter(this::isNamed).toList();
    }

    private boolean isNamed(DeviceReport device) {
        SectionKey key = device.device().key();
        return key != null && names(key);
    }

    private boolean isAddressed(DeviceReport device) {
        SectionKey key = device.device().key();
        return key != null && addressedDevices.contains(key);
    }

    /** Returns whether the text names a VFIO device, or has its address in the guest. */
    boolean mentions(DeviceReport device) {
        return isNamed(device) || isAddressed(device);
    }

    /** Returns whether the text names a device. */
    boolean namesDevice() {
        return !namedDevices.isEmpty();
    }

    /** Returns what to do about the findings of devices, one or two sentences for each device. */
    String remedies() {
        return String.join(" ", remedies);
    }

    List<Location> locations() {
        return new ArrayList<>(locations);
    }

    List<LocatedFinding> findings() {
        return new ArrayList<>(findings);
    }
}
