// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.migstream.container.Compression;
import org.migstream.plugin.Plugins;

/**
 * What to save, and how.
 *
 * @param devices in the order of their sections
 * @param machine in the stream's configuration
 * @param compression of the stream
 * @param preCopyLimits of pre-copy; null for none of it
 * @param leaveStopped whether the devices stay stopped when all went well
 * @param timeout how long one call of a device may take
 * @param plugins find in what is read what decides where it can be loaded
 */
public record SaveRequest(
        List<DeviceName> devices,
        StreamMachineType machine,
        Compression compression,
        PreCopyLimits preCopyLimits,
        boolean leaveStopped,
        Duration timeout,
        Plugins plugins) {
    /** @throws IllegalArgumentException if two devices have one name, with a message for the user */
    public SaveRequest {
        devices = List.copyOf(devices);
        Set<String> names = new HashSet<>();
        for (DeviceName device : devices) {
            if (!names.add(device.idstr())) {
                throw new IllegalArgumentException("two devices are called " + device.idstr()
                        + "; give one another name: IDSTR=" + device.device());
            }
        }
    }

    /**
     * When pre-copy ends, besides when there is nothing more to read.
     *
     * @param maxRounds how many there are at most
     * @param maxDowntimeBytes so few bytes of all devices together may be left for when they are stopped
     */
    public record PreCopyLimits(int maxRounds, long maxDowntimeBytes) {}
}
