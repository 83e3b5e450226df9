// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.NO_DEVICE;
import static org.migstream.report.CheckFindingCodes.NO_MAIN_STREAM;
import static org.migstream.report.CheckFindingCodes.SLOT_MISMATCH;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.container.Input;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.inspect.report.UncheckedParts;
import org.migstream.pci.PciSlot;
import org.migstream.report.ReadOutcome;
import org.migstream.report.UnknownDeviceException;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;

/** Checks a stream, alone or against its targets. */
public final class StreamChecker {
    private StreamChecker() {}

    /**
     * Reads a stream and its targets and checks them.
     *
     * @param input any kind of stream, or raw device data
     * @param channels the recordings of its multifd channels
     * @throws TargetException if a target is neither a profile nor a stream that can be read
     * @throws IOException if reading an input fails with an I/O error
     */
    public static CheckReport check(Input input, List<Input> channels, CheckRequest request) throws IOException {
        List<Target> targets = readTargets(request);
        try (StreamReport report =
                StreamInspector.inspect(input, channels, request.inspectRequest(commonDriver(targets)))) {
            return check(report, targets, request);
        }
    }

    /**
     * Reads the targets and checks a stream that has been inspected.
     *
     * @param report the report of an inspection with the options of {@code request}
     * @throws TargetException if a target is neither a profile nor a stream that can be read
     * @throws IOException if reading a target fails with an I/O error
     */
    public static CheckReport check(StreamReport report, CheckRequest request) throws IOException {
        return check(report, readTargets(request), request);
    }

    private static List<Target> readTargets(CheckRequest request) throws IOException {
        TargetReader reader = new TargetReader(request);
        List<Target> targets = new ArrayList<>();
        for (TargetInput target : request.targets()) {
            targets.add(reader.read(target));
        }
        return targets;
    }

    /** Returns the common driver of all target devices; null if the drivers differ or one of them is not known. */
    private static @Nullable String commonDriver(List<Target> targets) {
        List<Optional<String>> drivers = targets.stream()
                .flatMap(target -> target.devices().stream())
                .map(device -> device.snapshot().driver())
                .distinct()
                .toList();
        return drivers.size() == 1 ? drivers.get(0).orElse(null) : null;
    }

    private static CheckReport check(StreamReport report, List<Target> targets, CheckRequest request)
            throws IOException {
        NamedDevices targetNames = NamedDevices.of("--target", targetNames(targets), report);
        NamedDevices slotNames = NamedDevices.of("--slot", slotNames(report, request), report);
        InspectionReasons inspection = new InspectionReasons(report, !targets.isEmpty());
        TargetMatcher matcher = new TargetMatcher(report, targets, targetNames);
        ReasonList streamReasons = new ReasonList();
        inspection.addStreamReasons(streamReasons);
        checkKind(report, targets, streamReasons);
        Set<FieldKey> comparedFields = new HashSet<>();
        for (Target target : targets) {
            if (target.machine() != null) {
                comparedFields.addAll(target.machine().comparedFields());
            }
        }
        SavedMachine saved = targets.isEmpty()
                ? null
                : SavedMachine.of(report, comparedFields).orElse(null);
        compareMachines(saved, targets, streamReasons);
        matcher.addStreamReasons(streamReasons);
        List<DeviceCheck> devices = new ArrayList<>();
        for (DeviceReport device : report.devices()) {
            ReasonList reasons = new ReasonList();
            inspection.addDeviceReasons(device, reasons);
            Optional<TargetDevice> target = targets.isEmpty() ? Optional.empty() : matcher.findTarget(device, reasons);
            if (target.isPresent()) {
                Optional<PciSlot> slot = slotOf(device, slotNames, request);
                target = slot.isPresent() ? target.map(found -> found.withSlot(slot.get())) : target;
                checkSlot(device, target.get(), reasons);
            }
            PciPlacement placement = PciPlacement.of(device.device().key(), saved);
            target.ifPresent(
                    found -> new TargetCheck(request.decoders().plugins(), device, found, placement, reasons).run());
            devices.add(new DeviceCheck(
                    device.device().key(),
                    device.state() == null ? null : device.state().decoder(),
                    target.map(TargetDevice::name).orElse(null),
                    device.completeness(),
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
                streamReasons.toList(),
                UncheckedParts.of(report, true));
    }

    private static void checkSlot(DeviceReport device, TargetDevice target, ReasonList reasons) {
        SectionKey key = device.device().key();
        PciSlot slot = target.slot();
        if (key != null && slot != null) {
            PciPlacement.slotProblem(key.idstr(), slot)
                    .ifPresent(problem -> reasons.addError(
                            SLOT_MISMATCH,
                            "the target is in a slot of the kind " + slot.label() + ", but " + problem
                                    + "; QEMU finds no section of it"));
        }
    }

    private static Set<String> targetNames(List<Target> targets) {
        Set<String> names = new LinkedHashSet<>();
        for (Target target : targets) {
            if (target.summary().idstr() != null) {
                names.add(target.summary().idstr());
            }
        }
        return names;
    }

    /** @throws UnknownDeviceException if a device of raw device data is named */
    private static Set<String> slotNames(StreamReport report, CheckRequest request) throws UnknownDeviceException {
        Set<String> names = request.slots().byIdstr().keySet();
        if (!names.isEmpty()
                && report.devices().stream().anyMatch(device -> device.device().key() == null)) {
            throw new UnknownDeviceException(
                    "--slot IDSTR=KIND: raw device data do not have the name of the device; write --slot KIND");
        }
        return names;
    }

    /** Returns the kind of slot that the user has named for a device. */
    private static Optional<PciSlot> slotOf(DeviceReport device, NamedDevices slotNames, CheckRequest request) {
        SectionKey key = device.device().key();
        Optional<String> name = key == null ? Optional.empty() : slotNames.nameOf(key);
        return name.map(request.slots().byIdstr()::get)
                .or(() -> Optional.ofNullable(request.slots().all()));
    }

    /** Compares the machine of the stream with that of each target stream. A target for one device is not a machine. */
    private static void compareMachines(@Nullable SavedMachine saved, List<Target> targets, ReasonList reasons) {
        for (Target target : targets) {
            if (saved != null && target.machine() != null) {
                MachineComparison comparison = new MachineComparison(saved, target.machine(), reasons);
                if (target.isMachine()) {
                    comparison.compare();
                } else {
                    comparison.compareMachineType();
                }
            }
        }
    }

    private static void checkKind(StreamReport report, List<Target> targets, ReasonList reasons) {
        String label = report.input().kind();
        if (label == null) {
            return;
        }
        Optional<StreamKind> other = Stream.of(StreamKind.values())
                .filter(kind -> kind != StreamKind.MAIN && kind.label().equals(label))
                .findFirst();
        if (other.isPresent()) {
            reasons.addWarning(
                    NO_MAIN_STREAM,
                    "this input is " + other.get().description() + ": check the main stream"
                            + (other.get() == StreamKind.MULTIFD_CHANNEL
                                    ? ", and give the recordings of all channels with --channel"
                                    : ""));
        } else if (report.devices().isEmpty()
                && !targets.isEmpty()
                && targets.stream().noneMatch(Target::isMachine)) {
            reasons.addWarning(NO_DEVICE, "the stream has no VFIO device");
        }
    }
}
