// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;

/** Opens simulated devices by their specification, {@code KIND[,option=value]...@STATE-FILE}. */
public final class SimulatedDevices {
    private SimulatedDevices() {}

    /**
     * Returns the state file of a specification.
     *
     * @throws IllegalArgumentException if the specification is not valid, with a message for the user
     */
    public static Path stateFileOf(String spec) {
        return DeviceSpec.parse(spec).stateFile();
    }

    /**
     * Opens a device. Creates a new device if its state file does not exist.
     *
     * @param spec see the package description
     * @throws IllegalArgumentException if the specification is not valid, with a message for the user
     * @throws VfioException if the state file cannot be used; EBUSY if it is open already
     */
    public static OpenDevice open(String spec) throws VfioException {
        DeviceSpec parsed = DeviceSpec.parse(spec);
        return parsed.kind().open(parsed.options(), parsed.stateFile());
    }

    /** A parsed specification. The path begins after the first {@code @} and may contain any character. */
    private record DeviceSpec(SimulatedKind kind, OptionValues options, Path stateFile) {
        static DeviceSpec parse(String spec) {
            int at = spec.indexOf('@');
            if (at < 0 || at == spec.length() - 1) {
                throw new IllegalArgumentException("'" + spec + "' has no state file; write"
                        + " KIND[,option=value]...@STATE-FILE (a file that does not exist is created)");
            }
            List<String> words = new ArrayList<>(List.of(spec.substring(0, at).split(",", -1)));
            SimulatedKind kind = SimulatedKind.parse(words.remove(0));
            OptionValues options = OptionValues.of("sim:" + kind, words);
            options.requireKnown(kind.allOptions());
            try {
                return new DeviceSpec(kind, options, Path.of(spec.substring(at + 1)));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("not a valid path: " + e.getMessage(), e);
            }
        }
    }
}
