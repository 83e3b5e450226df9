// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;

/** Opens simulated devices. */
public final class SimulatedDevices {
    private SimulatedDevices() {}

    /**
     * Where the state of a device is.
     *
     * @throws IllegalArgumentException as {@link #open} does
     */
    public static Path stateFileOf(String spec) {
        return SimulatedDeviceSpec.of(spec).stateFile();
    }

    /**
     * Opens one; if its state file does not exist yet, a new device is made.
     *
     * @param spec {@code KIND[,option=value]...@STATE-FILE}, as the package's description says
     * @throws IllegalArgumentException for a spec that makes no sense; the message is for its author
     * @throws VfioException if the state file cannot be used: EBUSY if another one has it open
     */
    public static OpenDevice open(String spec) throws VfioException {
        SimulatedDeviceSpec parsed = SimulatedDeviceSpec.of(spec);
        return parsed.kind().open(parsed);
    }

    /** The kinds that there are and what each can be told, for a usage text. */
    public static List<SimulatedKindInfo> kinds() {
        return Arrays.stream(SimulatedKind.values()).map(SimulatedKind::toInfo).toList();
    }
}
