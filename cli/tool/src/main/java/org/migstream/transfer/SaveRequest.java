// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.plugin.Plugins;

/**
 * The devices to save and the options of the save.
 *
 * @param devices the devices, in the order of their sections
 * @param machine the machine type in the stream's configuration
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
