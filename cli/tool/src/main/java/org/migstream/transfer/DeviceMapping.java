// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.device.SavedDevice;
import org.migstream.report.UnknownDeviceException;
import org.migstream.stream.DeviceLookup;
import org.migstream.transfer.TransferException.RestoreRefusedException;

/** Maps each device of the stream to the device that gets its state, by the names that the user gave. */
final class DeviceMapping {
    private final RestoreRequest request;
    private final List<RestoreTarget> targets;
    private final List<SavedDevice> savedDevices = new ArrayList<>();
    private int assignedCount;

    /** @param targets the open devices; the caller may add them after it has created the mapping */
    DeviceMapping(RestoreRequest request, List<RestoreTarget> targets) {
        this.request = request;
        this.targets = targets;
    }

    /** Adds a device of the stream. */
    void add(SavedDevice device) {
        savedDevices.add(device);
    }

    /**
     * Maps the devices that the stream has announced so far. QEMU announces all devices before it sends the data of the
     * first one.
     *
     * @param allAdded whether the stream has no further devices
     * @throws UnknownDeviceException if a name is ambiguous, if the stream has no device of this name, or if two names
     *     mean the same device; the message lists the devices of the stream
     * @throws RestoreRefusedException if the state for a target is ambiguous or missing; the message lists the devices
     *     of the stream
     */
    void assign(boolean allAdded) throws UnknownDeviceException, RestoreRefusedException {
        if (assignedCount == savedDevices.size() && !allAdded) {
            return;
        }
        assignedCount = savedDevices.size();
        List<SavedDevice> unmapped = new ArrayList<>(savedDevices);
        for (RestoreTarget target : targets) {
            if (!request.isUnmapped(target.name())) {
                List<SavedDevice> named = findNamed(target, allAdded);
                if (!unmapped.containsAll(named)) {
                    throw unknownDevice(
                            target,
                            "two devices are mapped to the state of "
                                    + named.get(0).requiredKey().label());
                }
                unmapped.removeAll(named);
                assign(target, named, allAdded);
            }
        }
        for (RestoreTarget target : targets) {
            if (request.isUnmapped(target.name())) {
                assign(target, unmapped, allAdded);
            }
        }
    }

    /** Returns the devices of the stream that the user meant by the name that is mapped to a target. */
    private List<SavedDevice> findNamed(RestoreTarget target, boolean allAdded) throws UnknownDeviceException {
        String name = target.name().idstr();
        DeviceLookup lookup = new DeviceLookup(name);
        savedDevices.forEach(device -> lookup.add(device.requiredKey()));
        Optional<String> problem = lookup.problem();
        if (problem.isPresent() && (allAdded || lookup.isAmbiguous())) {
            throw unknownDevice(target, "--map " + name + "=: " + problem.get());
        }
        return savedDevices.stream()
                .filter(device -> lookup.finds(device.requiredKey()))
                .toList();
    }

    private static UnknownDeviceException unknownDevice(RestoreTarget target, String message) {
        target.transferDevice().recordFailure(message);
        return new UnknownDeviceException(message);
    }

    private void assign(RestoreTarget target, List<SavedDevice> candidates, boolean allAdded)
            throws RestoreRefusedException {
        String device = target.name().device();
        if (candidates.size() > 1) {
            throw refusal(
                    target,
                    candidates.stream()
                                            .map(candidate ->
                                                    candidate.requiredKey().idstr())
                                            .distinct()
                                            .count()
                                    > 1
                            ? "the state for " + device + " is ambiguous: choose it with --map IDSTR=" + device + "; "
                                    + savedDeviceList()
                            : "the stream has " + candidates.size() + " devices with the idstr "
                                    + candidates.get(0).requiredKey().idstr()
                                    + "; choose the state with --map IDSTR/INSTANCE=" + device);
        }
        if (candidates.isEmpty() && allAdded) {
            throw refusal(
                    target,
                    savedDevices.isEmpty()
                            ? "the stream has no VFIO device to restore"
                            : "the stream has no further state for " + device + "; " + savedDeviceList());
        }
        if (!candidates.isEmpty() && !target.isTargetOf(candidates.get(0))) {
            if (target.isStreamed()) {
                throw refusal(
                        target,
                        device + " has data of "
                                + target.savedDevice().requiredKey().label()
                                + ", but the stream announces a device later that is meant instead: "
                                + candidates.get(0).requiredKey().label());
            }
            target.setSavedDevice(candidates.get(0));
        }
    }

    private static RestoreRefusedException refusal(RestoreTarget target, String message) {
        target.transferDevice().recordFailure(message);
        return new RestoreRefusedException(message);
    }

    private String savedDeviceList() {
        return "the stream has "
                + savedDevices.stream()
                        .map(device -> device.requiredKey().idstr())
                        .collect(Collectors.joining(", "));
    }

    /** Returns the target that gets the state of a device of the stream, if any. */
    Optional<RestoreTarget> targetOf(SavedDevice device) {
        return targets.stream().filter(target -> target.isTargetOf(device)).findFirst();
    }
}
