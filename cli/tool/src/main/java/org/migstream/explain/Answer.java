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
final class Answer {
    /** More of a kind tell nobody more. */
    static final int MOST = 8;

    private final Set<String> named;
    private final Set<Place> places = new LinkedHashSet<>();
    private final Set<LocatedFinding> findings = new LinkedHashSet<>();

    /** @param named the devices that the whole text names */
    Answer(Set<String> named) {
        this.named = named;
    }

    /** Something of the stream as a whole. */
    void say(String text) {
        places.add(new Place(null, OptionalLong.empty(), text));
    }

    /** Something of one section. */
    void at(SectionKey section, long offset, String text) {
        places.add(new Place(section, OptionalLong.of(offset), text));
    }

    /** Something of one device. */
    void of(SectionKey section, String text) {
        places.add(new Place(section, OptionalLong.empty(), text));
    }

    void finding(LocatedFinding finding) {
        if (findings.size() < MOST) {
            findings.add(finding);
        }
    }

    /** Warnings and errors of a device's decoder. */
    void findingsOf(DeviceReport device) {
        if (device.state() != null) {
            for (Finding finding : device.state().findings()) {
                if (finding.severity() != Severity.INFO) {
                    finding(new LocatedFinding(ofState(finding), device.device().key(), null));
                }
            }
        }
    }

    /** A state may lie in many records: a place in it is none of the stream. */
    private static Finding ofState(Finding finding) {
        return finding.offset().isEmpty()
                ? finding
                : Finding.of(
                        finding.severity(),
                        finding.code(),
                        "at 0x%x of the state: %s".formatted(finding.offset().getAsLong(), finding.message()));
    }

    /** Whether the text can be about a VFIO device: not if it names others only. */
    boolean aboutVfio() {
        return named.isEmpty() || named.stream().anyMatch(idstr -> new SectionKey(idstr, 0).isVfio());
    }

    /** The devices that the whole text names. */
    String named() {
        return String.join(", ", named);
    }

    /** The VFIO devices that the text can be about: those that it names, else all. */
    List<DeviceReport> devices(StreamReport report) {
        if (!aboutVfio()) {
            return List.of();
        }
        List<DeviceReport> about = report.devices().stream()
                .filter(device -> device.device().key() != null
                        && named.contains(device.device().key().idstr()))
                .toList();
        return about.isEmpty() ? report.devices() : about;
    }

    List<Place> places() {
        return new ArrayList<>(places);
    }

    List<LocatedFinding> findings() {
        return new ArrayList<>(findings);
    }
}
