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
 * @param mapped the devices that get the states of the idstrs they are called by
 * @param other the device that gets the only state that is left; null for none
 * @param run whether they run in the end, else they stand still
 * @param dryRun whether they are only asked
 * @param force whether what can be overridden is
 * @param hold whether they stay open after they have been restored
 * @param handover the socket of the process that gets them then; null for none
 * @param onError what becomes of them otherwise
 * @param patience how long one call of a device may take
 * @param decoders who understands the states
 * @param keep how many bytes of states that come through a pipe are held back until all has been judged
 */
public record RestoreRequest(
        List<DeviceName> mapped,
        DeviceName other,
        boolean run,
        boolean dryRun,
        boolean force,
        boolean hold,
        Path handover,
        OnError onError,
        Duration patience,
        DecoderChoice decoders,
        long keep) {
    /** @throws IllegalArgumentException if these do not go together, with a message for the user */
    public RestoreRequest {
        mapped = List.copyOf(mapped);
        Set<String> idstrs = new HashSet<>();
        for (DeviceName device : mapped) {
            if (!idstrs.add(device.idstr())) {
                throw new IllegalArgumentException("two devices are to get the state of " + device.idstr());
            }
        }
        if (mapped.isEmpty() && other == null) {
            throw new IllegalArgumentException("no device is named: DEVICE, or --map IDSTR=DEVICE for each");
        }
        if (handover != null) {
            Stream.concat(mapped.stream(), Stream.ofNullable(other))
                    .filter(DeviceName::isSimulated)
                    .findFirst()
                    .ifPresent(device -> {
                        throw new IllegalArgumentException(
                                device.device() + " lives in a file: only devices of the kernel can be handed over");
                    });
        }
    }

    /** All, in the order of the command line; {@link #other} last. */
    public List<DeviceName> devices() {
        List<DeviceName> all = new ArrayList<>(mapped);
        if (other != null) {
            all.add(other);
        }
        return List.copyOf(all);
    }
}
