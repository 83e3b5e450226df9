// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;

/**
 * All that {@code check} tells about a stream and its targets.
 *
 * @param input the stream
 * @param targets what it was compared with, in the order of the command line; none if it was judged alone
 * @param outcome how far the stream and the targets could be read
 * @param stopReason why the stream could not be read to its end; empty if it could
 * @param devices the stream's VFIO devices in its order
 * @param reasons what concerns no single device
 */
public record CheckReport(
        InputSummary input,
        List<TargetSummary> targets,
        ReadOutcome outcome,
        Optional<LocatedFinding> stopReason,
        List<DeviceCheck> devices,
        List<Reason> reasons) {
    /** Copies that nobody can change. */
    public CheckReport {
        targets = List.copyOf(targets);
        devices = List.copyOf(devices);
        reasons = List.copyOf(reasons);
    }

    /** The worst of all. */
    public Compatibility verdict() {
        return Stream.concat(
                        Stream.of(DeviceCheck.worstVerdict(reasons)),
                        devices.stream().map(DeviceCheck::verdict))
                .max(Compatibility::compareTo)
                .orElseThrow();
    }
}
