// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;

/** Opens simulated devices. */
public final class Simulation {
    private Simulation() {}

    /**
     * Where the state of a device is.
     *
     * @throws IllegalArgumentException as {@link #open} does
     */
    public static Path file(String spec) {
        return DeviceSpec.of(spec).file();
    }

    /**
     * Opens one; if its state file does not exist yet, a new device is made.
     *
     * @param spec {@code KIND[,option=value]...@STATE-FILE}, as the package's description says
     * @throws IllegalArgumentException for a spec that makes no sense; the message is for its author
     * @throws VfioException if the state file cannot be used: EBUSY if another one has it open
     */
    public static OpenDevice open(String spec) throws VfioException {
        DeviceSpec parsed = DeviceSpec.of(spec);
        return parsed.kind().open(parsed);
    }

    /** The kinds that there are and what each can be told, for a usage text. */
    public static List<KindDescription> describe() {
        return Arrays.stream(SimulatedKind.values())
                .map(SimulatedKind::description)
                .toList();
    }
}
