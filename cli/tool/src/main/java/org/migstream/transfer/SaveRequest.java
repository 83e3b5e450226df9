// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.check.PciPlacement;
import org.migstream.container.Compression;
import org.migstream.guest.LikeStream;
import org.migstream.guest.LikeStream.LikeDevice;
import org.migstream.guest.RunningGuest;
import org.migstream.pci.GuestSlots;
import org.migstream.pci.PciSlot;
import org.migstream.plugin.Plugins;

/**
 * The devices to save and the options of the save.
 *
 * @param devices the devices, in the order of their sections
 * @param machine the machine type in the stream's configuration
 * @param slots the kinds of slot of the devices
 * @param likeStream a stream of the QEMU that will load the save; null if there is none
 * @param runningGuest the QEMU that runs the guest of the devices; null if it is not known
 * @param compression the compression of the stream
 * @param limits the limits at which pre-copy ends; null to save without pre-copy
 * @param leaveStopped whether the devices stay stopped after a successful save
 * @param allowDma whether devices are saved together although DMA between them may be lost
 * @param onError what happens to a device that does not return to its initial state
 * @param timeout the time limit of one call to a device
 * @param plugins the plugins that decode the facts of the saved profiles
 */
public record SaveRequest(
        List<DeviceName> devices,
        StreamMachineType machine,
        GuestSlots slots,
        @Nullable LikeStream likeStream,
        @Nullable RunningGuest runningGuest,
        Compression compression,
        @Nullable PreCopyLimits limits,
        boolean leaveStopped,
        boolean allowDma,
        OnError onError,
        Duration timeout,
        Plugins plugins) {
    /** @throws IllegalArgumentException if two devices have the same idstr or one is given twice, with a message for the user */
    public SaveRequest {
        devices = List.copyOf(devices);
        Set<String> names = new HashSet<>();
        for (DeviceName device : devices) {
            if (!names.add(device.idstr())) {
                throw new IllegalArgumentException("two devices have the idstr " + device.idstr()
                        + "; give one of them another idstr: IDSTR=" + device.device());
            }
        }
        DeviceName.requireDistinct(devices);
        devices.forEach(device -> requireFittingSlot(device.idstr(), slots));
        for (String idstr : slots.byIdstr().keySet()) {
            if (!names.contains(idstr)) {
                throw new IllegalArgumentException("--slot: no device has the idstr '" + idstr + "'");
            }
        }
        if (likeStream != null) {
            devices.forEach(device -> requireDevice(likeStream, device.idstr()));
        }
    }

    private static void requireDevice(LikeStream stream, String idstr) {
        if (stream.find(idstr).isEmpty()) {
            throw new IllegalArgumentException("--like " + stream.name() + ": it has no device " + idstr + "; it has "
                    + stream.devices().stream().map(LikeDevice::idstr).collect(Collectors.joining(", "))
                    + ": name the device with IDSTR=DEVICE");
        }
    }

    private static void requireFittingSlot(String idstr, GuestSlots slots) {
        Optional<PciSlot> slot = slots.find(idstr);
        slot.flatMap(kind -> PciPlacement.slotProblem(idstr, kind)).ifPresent(problem -> {
            throw new IllegalArgumentException("--slot " + slot.get().label() + ": " + problem);
        });
    }

    /** Returns the limits at which pre-copy ends; empty for a save without pre-copy. */
    public Optional<PreCopyLimits> preCopyLimits() {
        return Optional.ofNullable(limits);
    }

    /**
     * The limits at which pre-copy ends. Pre-copy also ends when the devices return no more data.
     *
     * @param maxRounds the maximum number of rounds
     * @param maxDowntimeBytes pre-copy ends when all devices together have at most this many bytes left
     */
    public record PreCopyLimits(int maxRounds, long maxDowntimeBytes) {}
}
