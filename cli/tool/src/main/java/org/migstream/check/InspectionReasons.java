// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.INCOMPLETE;
import static org.migstream.report.CheckFindingCodes.NO_DECODER;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Turns the findings of an inspection into reasons.
 *
 * <p>Errors and warnings about a device become reasons of this device, because the reaction of QEMU or of the driver is
 * unknown. An error outside of the devices becomes a reason of the whole stream. A warning outside of the devices does
 * so only if data may be missing; other warnings become information, such as the warning that section ends were guessed
 * in a pipe. If an unsupported feature stopped the inspection, this becomes a warning.
 */
final class InspectionReasons {
    private final StreamReport report;
    private final Set<SectionKey> deviceKeys = new HashSet<>();

    InspectionReasons(StreamReport report) {
        this.report = report;
        for (DeviceReport device : report.devices()) {
            SectionKey key = device.device().key();
            if (key != null) {
                deviceKeys.add(key);
            }
        }
    }

    /** Adds the reasons that concern the whole stream. */
    void addStreamReasons(ReasonList reasons) {
        Optional<LocatedFinding> stopReason = report.findings().stopReason();
        for (LocatedFinding located : report.findings().all()) {
            Finding finding = located.finding();
            boolean outsideOfDevices = located.section() == null || !deviceKeys.contains(located.section());
            if (stopReason.equals(Optional.of(located)) && report.outcome() == ReadOutcome.UNSUPPORTED) {
                reasons.addAsWarning(finding);
            } else if (outsideOfDevices && affectsVerdict(finding)) {
                reasons.add(finding);
            } else if (outsideOfDevices) {
                reasons.addAsInfo(finding);
            }
        }
    }

    private static boolean affectsVerdict(Finding finding) {
        return finding.severity() == Severity.ERROR
                || finding.severity() == Severity.WARNING
                        && FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(
                                finding, Set.of(FindingCategory.MISSING_DATA));
    }

    /** Adds the reasons that concern one device: the findings in its sections and in its state. */
    void addDeviceReasons(DeviceReport device, ReasonList reasons) {
        for (LocatedFinding located : report.findings().all()) {
            boolean inDevice = located.section() != null
                    && located.section().equals(device.device().key());
            if (inDevice && located.finding().severity() != Severity.INFO) {
                reasons.add(located.finding());
            }
        }
        DecodedState state = device.state();
        if (state == null) {
            reasons.addWarning(NO_DECODER, "no decoder recognizes this device's state, so it cannot be checked");
            return;
        }
        for (Finding finding : state.findings()) {
            if (state.failure().equals(Optional.of(finding))) {
                // A failure of the plugin is not damage of the state.
                reasons.addAsWarning(finding);
            } else {
                reasons.add(finding);
            }
        }
        if (state.isIncomplete() && state.worstSeverity() == Severity.INFO) {
            reasons.addWarning(INCOMPLETE, "a part of this device's state is missing");
        }
    }
}
