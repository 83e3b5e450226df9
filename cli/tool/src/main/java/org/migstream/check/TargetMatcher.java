// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Optional;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.SectionKey;

/**
 * Finds for each device of a stream the one that shall load it.
 *
 * <ol>
 *   <li>what was given for its idstr
 *   <li>of another stream, the device with the same idstr and instance, as QEMU finds it
 *   <li>a target without a name (a profile, raw data) that fits its driver or its ids; if that fits no device of the
 *       stream, it is the target of all
 * </ol>
 *
 * <p>Raw device data have no name: of another stream they get the only device that fits, or the only one that there is.
 */
final class TargetMatcher {
    private final StreamReport report;
    private final List<Target> targets;
    private final List<TargetDevice> devices;

    TargetMatcher(StreamReport report, List<Target> targets) {
        this.report = report;
        this.targets = targets;
        devices = targets.stream().flatMap(target -> target.devices().stream()).toList();
    }

    /** Which one, or a reason why there is none. */
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
                        .filter(target -> device.device().key().idstr().equals(target.idstr()))
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
        List<TargetDevice> fitting =
                named.stream().filter(target -> target.matches(device)).toList();
        return singleElement(fitting).or(() -> singleElement(named));
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
        boolean sought = devices.stream().anyMatch(target -> target.key() != null)
                || targets.stream().anyMatch(target -> isFor(target, device));
        if (sought && device.device().key() != null) {
            reasons.addError(
                    "DEVICE_MISSING",
                    "the target has no such device; QEMU says: Unknown savevm section or instance '"
                            + device.device().key().idstr() + "' "
                            + device.device().key().instanceId());
        } else {
            reasons.addWarning("NO_TARGET", "no target given for this device");
        }
    }

    private static boolean isFor(Target target, DeviceReport device) {
        return device.device().key() != null
                && device.device().key().idstr().equals(target.summary().idstr());
    }

    /** What concerns no single device of the stream. */
    void addStreamReasons(ReasonList reasons) {
        String machine = report.outline().machine();
        for (Target target : targets) {
            if (machine != null && target.machine() != null && !machine.equals(target.machine())) {
                reasons.addError(
                        "MACHINE_MISMATCH",
                        "the machines differ; QEMU says: Machine type received is '" + machine + "' and local is '"
                                + target.machine() + "'",
                        machine,
                        target.machine());
            }
            if (target.outcome() != ReadOutcome.COMPLETE) {
                reasons.addWarning("TARGET_DAMAGED", target.summary().name() + " cannot be read to its end");
            }
        }
        for (TargetDevice target : devices) {
            if (target.key() != null && lacksKey(target.key())) {
                reasons.addInfo(
                        "DEVICE_ADDED",
                        "the target has a device more, which QEMU does not notice: "
                                + target.key().idstr());
            }
            if (target.idstr() != null && !hasIdstr(target.idstr())) {
                reasons.addWarning("NO_SUCH_DEVICE", "the stream has no device " + target.idstr());
            }
        }
    }

    private boolean hasIdstr(String idstr) {
        return report.devices().stream()
                .map(device -> device.device().key())
                .anyMatch(key -> key != null && key.idstr().equals(idstr));
    }

    private boolean lacksKey(SectionKey key) {
        return report.devices().stream()
                .noneMatch(device ->
                        device.device().key() == null || device.device().key().equals(key));
    }
}
