// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * What an inspection found, as reasons. What is wrong with a device concerns it, a WARNING too: nobody knows what QEMU or
 * the driver make of it. What is wrong elsewhere concerns the whole, but a WARNING only if data may be missing: others,
 * such as that of a pipe whose sections had to be searched for, say nothing about devices.
 */
final class InspectionReasons {
    private static final String MULTIFD_PREFIX = "multifd.";

    private final StreamReport report;
    private final Set<SectionKey> devices = new HashSet<>();

    InspectionReasons(StreamReport report) {
        this.report = report;
        report.devices().forEach(device -> devices.add(device.device().key()));
        devices.remove(null);
    }

    /** What concerns no single device. */
    void addStreamReasons(ReasonList reasons) {
        Optional<LocatedFinding> stop = report.findings().stopReason();
        for (LocatedFinding located : report.findings().all()) {
            Finding finding = located.finding();
            boolean elsewhere = located.section() == null || !devices.contains(located.section());
            if (stop.equals(Optional.of(located)) && report.outcome() == ReadOutcome.UNSUPPORTED) {
                reasons.addAsWarning(finding);
            } else if (elsewhere && affectsVerdict(finding)) {
                reasons.add(finding);
            } else if (elsewhere) {
                reasons.addAsInfo(finding);
            }
        }
    }

    private static boolean affectsVerdict(Finding finding) {
        return finding.severity() == Severity.ERROR
                || finding.severity() == Severity.WARNING && finding.code().startsWith(MULTIFD_PREFIX);
    }

    /** What concerns one device: its place in the stream, and its state. */
    void addDeviceReasons(DeviceReport device, ReasonList reasons) {
        for (LocatedFinding located : report.findings().all()) {
            boolean here = located.section() != null
                    && located.section().equals(device.device().key());
            if (here && located.finding().severity() != Severity.INFO) {
                reasons.add(located.finding());
            }
        }
        DecodedState state = device.state();
        if (state == null) {
            reasons.addWarning("NO_DECODER", "nobody decodes this device's state, so nothing is known about it");
            return;
        }
        for (Finding finding : state.findings()) {
            if (state.failure().equals(Optional.of(finding))) {
                // A defect of the plugin says nothing about the state.
                reasons.addAsWarning(finding);
            } else {
                reasons.add(finding);
            }
        }
        if (state.isIncomplete() && state.worstSeverity() == Severity.INFO) {
            reasons.addWarning("INCOMPLETE", "something of this device's state is missing");
        }
    }
}
