// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.migstream.device.SavedDevice;

/** Which device of the stream goes to which device here. */
final class DeviceMapping {
    private final RestoreRequest request;
    private final List<RestoreTarget> targets;
    private final List<SavedDevice> savedDevices = new ArrayList<>();
    private int assignedCount;

    DeviceMapping(RestoreRequest request, List<RestoreTarget> destinations) {
        this.request = request;
        this.targets = destinations;
    }

    /** The stream has this device, too. */
    void add(SavedDevice device) {
        savedDevices.add(device);
    }

    /**
     * Chooses among all devices of which there has been a word so far. QEMU announces each before it sends the data of
     * any.
     *
     * @param all whether there are no others
     * @throws RestoreRefusedException if it is not clear; the message lists what there is
     */
    void assign(boolean all) throws RestoreRefusedException {
        if (assignedCount == savedDevices.size() && !all) {
            return;
        }
        assignedCount = savedDevices.size();
        List<SavedDevice> left = new ArrayList<>(savedDevices);
        for (RestoreTarget destination : targets) {
            if (destination.name() != request.unmappedDevice()) {
                List<SavedDevice> named = withIdstr(destination.name().idstr());
                left.removeAll(named);
                assign(destination, named, all);
            }
        }
        for (RestoreTarget destination : targets) {
            if (destination.name() == request.unmappedDevice()) {
                assign(destination, left, all);
            }
        }
    }

    private List<SavedDevice> withIdstr(String idstr) {
        return savedDevices.stream()
                .filter(device -> device.key().idstr().equals(idstr))
                .toList();
    }

    private void assign(RestoreTarget destination, List<SavedDevice> candidates, boolean all)
            throws RestoreRefusedException {
        String device = destination.name().device();
        if (candidates.size() > 1) {
            throw refusal(
                    destination,
                    candidates.stream().map(one -> one.key().idstr()).distinct().count() > 1
                            ? "which state is " + device + " to get? Say so with --map IDSTR=" + device + "; "
                                    + savedDeviceList()
                            : "the stream has " + candidates.size() + " devices "
                                    + destination.name().idstr() + ", and nothing tells which is meant");
        }
        if (candidates.isEmpty() && all) {
            throw refusal(
                    destination,
                    savedDevices.isEmpty()
                            ? "the stream has no VFIO device, so there is nothing to restore"
                            : destination.name() == request.unmappedDevice()
                                    ? "no state is left for " + device + "; " + savedDeviceList()
                                    : "the stream has no VFIO device "
                                            + destination.name().idstr() + "; " + savedDeviceList());
        }
        if (!candidates.isEmpty() && destination.savedDevice() != candidates.get(0)) {
            destination.setSavedDevice(candidates.get(0));
        }
    }

    private static RestoreRefusedException refusal(RestoreTarget destination, String why) {
        destination.transferDevice().recordFailure(why);
        return new RestoreRefusedException(why);
    }

    private String savedDeviceList() {
        return "the stream has "
                + savedDevices.stream().map(device -> device.key().idstr()).collect(Collectors.joining(", "));
    }

    /** The device here that gets the state of that one; null if none does. */
    RestoreTarget targetOf(SavedDevice device) {
        return targets.stream()
                .filter(destination -> destination.savedDevice() == device)
                .findFirst()
                .orElse(null);
    }
}
