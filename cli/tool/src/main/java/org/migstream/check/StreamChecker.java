// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Input;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.StreamKind;

/**
 * Judges a stream, alone or beside its targets. The codes that it adds to those of inspection, plugins and configuration
 * spaces:
 *
 * <pre>
 *   ERROR    WRONG_VENDOR  WRONG_DEVICE_ID  NO_MIGRATION_SUPPORT  CHUNK_TOO_LARGE  DEVICE_MISSING
 *            MACHINE_MISMATCH
 *   WARNING  NO_DECODER  NO_RULE  DRIVER_UNKNOWN  NO_TARGET  NO_DEVICE  NO_SUCH_DEVICE  TARGET_DAMAGED  INCOMPLETE
 *            NO_MAIN_STREAM
 *   INFO     DEVICE_ADDED
 * </pre>
 */
public final class StreamChecker {
    private StreamChecker() {}

    /**
     * Checks.
     *
     * @param input any kind of stream, or raw device data
     * @param channels recordings of its multifd channels
     * @throws TargetException if a target cannot be read at all
     * @throws IOException when an input cannot be read for reasons of the machine
     */
    public static CheckReport check(Input input, List<Input> channels, CheckRequest request) throws IOException {
        List<Target> targets = readTargets(request);
        try (StreamReport report =
                StreamInspector.inspect(input, channels, request.inspectRequest(commonDriver(targets)))) {
            return check(report, targets, request);
        }
    }

    /**
     * The same for a stream that has been inspected.
     *
     * @param report as {@link CheckRequest#inspectRequest} has it made
     */
    public static CheckReport check(StreamReport report, CheckRequest request) throws IOException {
        return check(report, readTargets(request), request);
    }

    private static List<Target> readTargets(CheckRequest request) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (TargetInput target : request.targets()) {
            targets.add(Target.of(target, request));
        }
        return targets;
    }

    /** The driver of all targets; null if they have several or none is known. */
    private static String commonDriver(List<Target> targets) {
        List<Optional<String>> drivers = targets.stream()
                .flatMap(target -> target.devices().stream())
                .map(device -> device.snapshot().driver())
                .distinct()
                .toList();
        return drivers.size() == 1 ? drivers.get(0).orElse(null) : null;
    }

    private static CheckReport check(StreamReport report, List<Target> targets, CheckRequest request) {
        InspectionReasons soundness = new InspectionReasons(report);
        TargetMatcher pairs = new TargetMatcher(report, targets);
        ReasonList whole = new ReasonList();
        soundness.addStreamReasons(whole);
        checkKind(report, targets, whole);
        pairs.addStreamReasons(whole);
        List<DeviceCheck> devices = new ArrayList<>();
        for (DeviceReport device : report.devices()) {
            ReasonList reasons = new ReasonList();
            soundness.addDeviceReasons(device, reasons);
            Optional<TargetDevice> target = targets.isEmpty() ? Optional.empty() : pairs.findTarget(device, reasons);
            target.ifPresent(found -> new TargetCheck(request.decoders().plugins(), device, found, reasons).run());
            devices.add(new DeviceCheck(
                    device.device().key(),
                    device.state() == null ? null : device.state().decoder(),
                    target.map(TargetDevice::name).orElse(null),
                    reasons.toList()));
        }
        ReadOutcome outcome = targets.stream()
                .map(Target::outcome)
                .reduce(report.outcome(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
        return new CheckReport(
                report.input(),
                targets.stream().map(Target::summary).toList(),
                outcome,
                report.findings().stopReason(),
                devices,
                whole.toList());
    }

    private static void checkKind(StreamReport report, List<Target> targets, ReasonList reasons) {
        String kind = report.input().kind();
        if (StreamKind.MULTIFD_CHANNEL.label().equals(kind)
                || StreamKind.RETURN_PATH.label().equals(kind)) {
            reasons.addWarning(
                    "NO_MAIN_STREAM", "this is a " + kind + ": check the main stream, its channels with --channel");
        } else if (kind != null && report.devices().isEmpty() && !targets.isEmpty()) {
            reasons.addWarning("NO_DEVICE", "the stream has no VFIO device");
        }
    }
}
