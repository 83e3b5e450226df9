// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.DEVICE_ADDED;
import static org.migstream.report.CheckFindingCodes.DEVICE_MISSING;
import static org.migstream.report.CheckFindingCodes.NO_SUCH_DEVICE;
import static org.migstream.report.CheckFindingCodes.NO_TARGET;
import static org.migstream.report.CheckFindingCodes.TARGET_DAMAGED;
import static org.migstream.report.TargetStreamFindingCodes.SECTION_NOT_SEEN;

import java.util.List;
import java.util.Optional;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.SectionKey;

/**
 * Finds for each device of a stream the target device that loads it. The first of these rules that applies decides:
 *
 * <ol>
 *   <li>the target that the user gave for the device, by its idstr or a short name
 *   <li>in a target stream, the device with the same idstr and instance id, as in QEMU
 *   <li>a target without a name (a profile or raw device data) with the same driver or PCI id; if it matches no device
 *       of the stream, it is the target of all devices
 * </ol>
 *
 * <p>Raw device data has no idstr. If the target is a stream, the only device with the same driver or PCI id is used,
 * otherwise the only device of the stream.
 */
final class TargetMatcher {
    private final StreamReport report;
    private final List<Target> targets;
    private final List<TargetDevice> devices;
    private final NamedDevices names;

    TargetMatcher(StreamReport report, List<Target> targets, NamedDevices names) {
        this.names = names;
        this.report = report;
        this.targets = targets;
        devices = targets.stream().flatMap(target -> target.devices().stream()).toList();
    }

    /** Returns the target device; adds a reason and returns empty if there is none. */
    Optional<TargetDevice> findTarget(DeviceReport device, ReasonList reasons) {
        Optional<TargetDevice> found =
                findByIdstr(device).or(() -> findByKey(device)).or(() -> findUnnamed(device));
        if (found.isEmpty()) {
            addMissingReason(device, reasons);
        }
        return found;
    }

    private Optional<TargetDevice> findByIdstr(DeviceReport device) {
        return device.device().key() == null
                ? Optional.empty()
                : devices.stream()
                        .filter(target ->
                                names.means(target.idstr(), device.device().key()))
                        .findFirst();
    }

    private Optional<TargetDevice> findByKey(DeviceReport device) {
        List<TargetDevice> named =
                devices.stream().filter(target -> target.key() != null).toList();
        if (device.device().key() != null) {
            return named.stream()
                    .filter(target -> device.device().key().equals(target.key()))
                    .findFirst();
        }
        List<TargetDevice> matching =
                named.stream().filter(target -> target.matches(device)).toList();
        return singleElement(matching).or(() -> singleElement(named));
    }

    private static Optional<TargetDevice> singleElement(List<TargetDevice> list) {
        return list.size() == 1 ? Optional.of(list.get(0)) : Optional.empty();
    }

    private Optional<TargetDevice> findUnnamed(DeviceReport device) {
        return devices.stream()
                .filter(target -> target.key() == null && target.idstr() == null)
                .filter(target ->
                        target.matches(device) || report.devices().stream().noneMatch(target::matches))
                .findFirst();
    }

    private void addMissingReason(DeviceReport device, ReasonList reasons) {
        SectionKey key = device.device().key();
        List<Target> expected =
                targets.stream().filter(target -> isExpectedIn(target, device)).toList();
        if (key == null || expected.isEmpty()) {
            reasons.addWarning(NO_TARGET, "no target was given for this device: use --target IDSTR=TARGET");
        } else if (expected.stream().anyMatch(target -> target.outcome() != ReadOutcome.COMPLETE)) {
            reasons.addWarning(
                    SECTION_NOT_SEEN, "the part of the target's stream that could be read has no such device");
        } else {
            reasons.addError(DEVICE_MISSING, SectionComparison.missingText(key));
        }
    }

    /** Returns whether a target is meant for a device: the stream of a whole machine, or a target with its idstr. */
    private boolean isExpectedIn(Target target, DeviceReport device) {
        return target.isMachine() || isFor(target, device);
    }

    private boolean isFor(Target target, DeviceReport device) {
        return device.device().key() != null
                && names.means(target.summary().idstr(), device.device().key());
    }

    /** Adds the reasons that concern the whole stream. */
    void addStreamReasons(ReasonList reasons) {
        for (Target target : targets) {
            if (target.outcome() != ReadOutcome.COMPLETE) {
                reasons.addWarning(TARGET_DAMAGED, target.summary().name() + " cannot be read to its end");
            }
        }
        for (TargetDevice target : devices) {
            if (target.key() != null && isOnlyInTarget(target.key())) {
                reasons.addInfo(
                        DEVICE_ADDED,
                        "the target has an additional device, which QEMU ignores: "
                                + target.key().idstr());
            }
            if (target.idstr() != null && !names.isFound(target.idstr())) {
                reasons.addWarning(NO_SUCH_DEVICE, "the stream has no device " + target.idstr());
            }
        }
    }

    private boolean isOnlyInTarget(SectionKey key) {
        return report.devices().stream()
                .noneMatch(device ->
                        device.device().key() == null || device.device().key().equals(key));
    }
}
