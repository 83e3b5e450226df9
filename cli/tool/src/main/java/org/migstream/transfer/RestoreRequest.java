// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.migstream.inspect.DecoderChoice;

/**
 * What to restore, and how.
 *
 * @param mappedDevices the devices that get the states of the idstrs they are called by
 * @param unmappedDevice the device that gets the only state that is left; null for none
 * @param startDevices whether they run in the end, else they stand still
 * @param dryRun whether they are only asked
 * @param force whether what can be overridden is
 * @param keepOpen whether they stay open after they have been restored
 * @param handoverSocket the socket of the process that gets them then; null for none
 * @param onError what becomes of them otherwise
 * @param timeout how long one call of a device may take
 * @param decoderChoice who understands the states
 * @param maxKeptBytes how many bytes of states that come through a pipe are held back until all has been judged
 */
public record RestoreRequest(
        List<DeviceName> mappedDevices,
        DeviceName unmappedDevice,
        boolean startDevices,
        boolean dryRun,
        boolean force,
        boolean keepOpen,
        Path handoverSocket,
        OnError onError,
        Duration timeout,
        DecoderChoice decoderChoice,
        long maxKeptBytes) {
    /** @throws IllegalArgumentException if these do not go together, with a message for the user */
    public RestoreRequest {
        mappedDevices = List.copyOf(mappedDevices);
        Set<String> idstrs = new HashSet<>();
        for (DeviceName device : mappedDevices) {
            if (!idstrs.add(device.idstr())) {
                throw new IllegalArgumentException("two devices are to get the state of " + device.idstr());
            }
        }
        if (mappedDevices.isEmpty() && unmappedDevice == null) {
            throw new IllegalArgumentException("no device is named: DEVICE, or --map IDSTR=DEVICE for each");
        }
        if (handoverSocket != null) {
            Stream.concat(mappedDevices.stream(), Stream.ofNullable(unmappedDevice))
                    .filter(DeviceName::isSimulated)
                    .findFirst()
                    .ifPresent(device -> {
                        throw new IllegalArgumentException(
                                device.device() + " lives in a file: only devices of the kernel can be handed over");
                    });
        }
    }

    /** All, in the order of the command line; {@link #unmappedDevice} last. */
    public List<DeviceName> devices() {
        List<DeviceName> all = new ArrayList<>(mappedDevices);
        if (unmappedDevice != null) {
            all.add(unmappedDevice);
        }
        return List.copyOf(all);
    }
}
