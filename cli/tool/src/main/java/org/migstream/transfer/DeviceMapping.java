// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.device.SavedDevice;
import org.migstream.transfer.TransferException.RestoreRefusedException;

/** Maps each device of the stream to the device that gets its state, by idstr. */
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
     * @throws RestoreRefusedException if the state for a target is ambiguous or missing; the message lists the devices
     *     of the stream
     */
    void assign(boolean allAdded) throws RestoreRefusedException {
        if (assignedCount == savedDevices.size() && !allAdded) {
            return;
        }
        assignedCount = savedDevices.size();
        List<SavedDevice> unmapped = new ArrayList<>(savedDevices);
        for (RestoreTarget target : targets) {
            if (!request.isUnmapped(target.name())) {
                List<SavedDevice> matching = withIdstr(target.name().idstr());
                unmapped.removeAll(matching);
                assign(target, matching, allAdded);
            }
        }
        for (RestoreTarget target : targets) {
            if (request.isUnmapped(target.name())) {
                assign(target, unmapped, allAdded);
            }
        }
    }

    private List<SavedDevice> withIdstr(String idstr) {
        return savedDevices.stream()
                .filter(device -> device.requiredKey().idstr().equals(idstr))
                .toList();
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
                                    + target.name().idstr() + "; migstream cannot choose one of their states");
        }
        if (candidates.isEmpty() && allAdded) {
            throw refusal(
                    target,
                    savedDevices.isEmpty()
                            ? "the stream has no VFIO device to restore"
                            : request.isUnmapped(target.name())
                                    ? "the stream has no further state for " + device + "; " + savedDeviceList()
                                    : "the stream has no VFIO device "
                                            + target.name().idstr() + "; " + savedDeviceList());
        }
        if (!candidates.isEmpty() && !target.isTargetOf(candidates.get(0))) {
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
