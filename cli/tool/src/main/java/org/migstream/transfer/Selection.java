// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.migstream.device.SavedDevice;

/** Which device of the stream goes to which device here. */
final class Selection {
    private final RestoreRequest request;
    private final List<Destination> destinations;
    private final List<SavedDevice> known = new ArrayList<>();
    private int picked;

    Selection(RestoreRequest request, List<Destination> destinations) {
        this.request = request;
        this.destinations = destinations;
    }

    /** The stream has this device, too. */
    void known(SavedDevice device) {
        known.add(device);
    }

    /**
     * Chooses among all devices of which there has been a word so far. QEMU announces each before it sends the data of
     * any.
     *
     * @param all whether there are no others
     * @throws RefusedException if it is not clear; the message lists what there is
     */
    void pick(boolean all) throws RefusedException {
        if (picked == known.size() && !all) {
            return;
        }
        picked = known.size();
        List<SavedDevice> left = new ArrayList<>(known);
        for (Destination destination : destinations) {
            if (destination.name() != request.other()) {
                List<SavedDevice> named = named(destination.name().idstr());
                left.removeAll(named);
                pick(destination, named, all);
            }
        }
        for (Destination destination : destinations) {
            if (destination.name() == request.other()) {
                pick(destination, left, all);
            }
        }
    }

    private List<SavedDevice> named(String idstr) {
        return known.stream()
                .filter(device -> device.key().idstr().equals(idstr))
                .toList();
    }

    private void pick(Destination destination, List<SavedDevice> candidates, boolean all) throws RefusedException {
        String device = destination.name().device();
        if (candidates.size() > 1) {
            throw refused(
                    destination,
                    candidates.stream().map(one -> one.key().idstr()).distinct().count() > 1
                            ? "which state is " + device + " to get? Say so with --map IDSTR=" + device + "; " + there()
                            : "the stream has " + candidates.size() + " devices "
                                    + destination.name().idstr() + ", and nothing tells which is meant");
        }
        if (candidates.isEmpty() && all) {
            throw refused(
                    destination,
                    known.isEmpty()
                            ? "the stream has no VFIO device, so there is nothing to restore"
                            : destination.name() == request.other()
                                    ? "no state is left for " + device + "; " + there()
                                    : "the stream has no VFIO device "
                                            + destination.name().idstr() + "; " + there());
        }
        if (!candidates.isEmpty() && destination.saved() != candidates.get(0)) {
            destination.picked(candidates.get(0));
        }
    }

    private static RefusedException refused(Destination destination, String why) {
        destination.participant().failed(why);
        return new RefusedException(why);
    }

    private String there() {
        return "the stream has "
                + known.stream().map(device -> device.key().idstr()).collect(Collectors.joining(", "));
    }

    /** The device here that gets the state of that one; null if none does. */
    Destination of(SavedDevice device) {
        return destinations.stream()
                .filter(destination -> destination.saved() == device)
                .findFirst()
                .orElse(null);
    }
}
