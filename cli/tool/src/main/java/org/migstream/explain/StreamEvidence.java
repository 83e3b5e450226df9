// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.LocatedFinding;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/** Collects what a stream has to say about one message. */
final class StreamEvidence {
    /** More of a kind tell nobody more. */
    static final int MAX_FINDINGS = 8;

    private final Set<String> namedDevices;
    private final Set<Location> locations = new LinkedHashSet<>();
    private final Set<LocatedFinding> findings = new LinkedHashSet<>();

    /** @param named the devices that the whole text names */
    StreamEvidence(Set<String> named) {
        this.namedDevices = named;
    }

    /** Something of the stream as a whole. */
    void addText(String text) {
        locations.add(new Location(null, OptionalLong.empty(), text));
    }

    /** Something of one section. */
    void addAtOffset(SectionKey section, long offset, String text) {
        locations.add(new Location(section, OptionalLong.of(offset), text));
    }

    /** Something of one device. */
    void addForSection(SectionKey section, String text) {
        locations.add(new Location(section, OptionalLong.empty(), text));
    }

    void addFinding(LocatedFinding finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Warnings and errors of a device's decoder. */
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

    /** A state may lie in many records: a place in it is none of the stream. */
    private static Finding withStateOffset(Finding finding) {
        return finding.offset().isEmpty()
                ? finding
                : Finding.of(
                        finding.severity(),
                        finding.code(),
                        "at 0x%x of the state: %s".formatted(finding.offset().getAsLong(), finding.message()));
    }

    /** Whether the text can be about a VFIO device: not if it names others only. */
    boolean mayConcernVfio() {
        return namedDevices.isEmpty() || namedDevices.stream().anyMatch(idstr -> new SectionKey(idstr, 0).isVfio());
    }

    /** The devices that the whole text names. */
    String namedDevices() {
        return String.join(", ", namedDevices);
    }

    /** The VFIO devices that the text can be about: those that it names, else all. */
    List<DeviceReport> candidateDevices(StreamReport report) {
        if (!mayConcernVfio()) {
            return List.of();
        }
        List<DeviceReport> about = report.devices().stream()
                .filter(device -> device.device().key() != null
                        && namedDevices.contains(device.device().key().idstr()))
                .toList();
        return about.isEmpty() ? report.devices() : about;
    }

    List<Location> locations() {
        return new ArrayList<>(locations);
    }

    List<LocatedFinding> findings() {
        return new ArrayList<>(findings);
    }
}
