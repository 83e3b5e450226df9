// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;

/**
 * The result of {@code check} for a stream and its targets.
 *
 * @param input the stream
 * @param targets the targets in the order of the command line; empty if the stream was checked alone
 * @param outcome how far the stream and the targets could be read
 * @param stopReason why the stream could not be read to its end; empty if it could
 * @param devices the VFIO devices in the order of the stream
 * @param reasons the reasons that concern the stream as a whole
 * @param notChecked what was not checked, each a phrase
 */
public record CheckReport(
        InputSummary input,
        List<TargetSummary> targets,
        ReadOutcome outcome,
        Optional<LocatedFinding> stopReason,
        List<DeviceCheck> devices,
        List<Reason> reasons,
        List<String> notChecked) {
    /** Copies the lists. */
    public CheckReport {
        targets = List.copyOf(targets);
        devices = List.copyOf(devices);
        reasons = List.copyOf(reasons);
        notChecked = List.copyOf(notChecked);
    }

    /**
     * The name and the kind of a target.
     *
     * @param name the name that the user gave
     * @param kind {@code profile}, {@code device}, or the kind of a stream as in {@link InputSummary}
     * @param idstr the idstr of the device that the target is for; null if the user gave none
     */
    public record TargetSummary(
            String name, String kind, @Nullable String idstr) {}

    /**
     * Returns the worst verdict of all devices and reasons. All words and the exit status are made from it. Without a
     * target it is only about the stream: compatible then means sound.
     */
    public Compatibility verdict() {
        Compatibility worst = worstReasonVerdict();
        return outcome != ReadOutcome.COMPLETE && worst == Compatibility.COMPATIBLE ? Compatibility.UNKNOWN : worst;
    }

    private Compatibility worstReasonVerdict() {
        return Stream.concat(
                        Stream.of(DeviceCheck.worstVerdict(reasons)),
                        devices.stream().map(DeviceCheck::verdict))
                .max(Compatibility::compareTo)
                .orElseThrow();
    }
}
