// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;

/**
 * Opens simulated devices by their specification, {@code KIND[,option=value]...@STATE-FILE}. A raw device with {@code
 * data=FILE} needs no state file.
 */
public final class SimulatedDevices {
    private SimulatedDevices() {}

    /**
     * Returns the state file of a specification; for a raw device without one, the file with its data.
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
        return parsed.temporary() ? openTemporary(parsed) : parsed.kind().open(parsed.options(), parsed.stateFile());
    }

    /** Opens a device whose state file is deleted at the end of the process. */
    private static OpenDevice openTemporary(DeviceSpec parsed) throws VfioException {
        try {
            Path file = Files.createTempFile("migstream-raw", ".state");
            file.toFile().deleteOnExit();
            return parsed.kind().open(parsed.options(), file);
        } catch (VfioException e) {
            throw e;
        } catch (IOException e) {
            throw SimulatedStateFile.toVfioException("create a temporary state file", e);
        }
    }

    /** A parsed specification. The path begins after the first {@code @} and may contain any character. */
    private record DeviceSpec(SimulatedKind kind, OptionValues options, Path stateFile, boolean temporary) {
        static DeviceSpec parse(String spec) {
            int at = spec.indexOf('@');
            if (at < 0 && spec.startsWith(SimulatedKind.RAW + ",")) {
                return parseRaw(spec);
            }
            if (at < 0 || at == spec.length() - 1) {
                throw new IllegalArgumentException("'" + spec + "' has no state file; write"
                        + " KIND[,option=value]...@STATE-FILE (a file that does not exist is created)");
            }
            return of(spec.substring(0, at), spec.substring(at + 1), false);
        }

        private static DeviceSpec parseRaw(String spec) {
            OptionValues options = parseOptions(SimulatedKind.RAW, splitWords(spec));
            String data = options.value(RawDriver.DATA)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + spec + "' has no state; write raw,pci=VENDOR:DEVICE,data=FILE"));
            return of(spec, data, true);
        }

        private static List<String> splitWords(String words) {
            return new ArrayList<>(List.of(words.split(",", -1)));
        }

        private static OptionValues parseOptions(SimulatedKind kind, List<String> words) {
            OptionValues options = OptionValues.of("sim:" + kind, words.subList(1, words.size()));
            options.requireKnown(kind.allOptions());
            return options;
        }

        private static DeviceSpec of(String kindAndOptions, String file, boolean temporary) {
            List<String> words = splitWords(kindAndOptions);
            SimulatedKind kind = SimulatedKind.parse(words.get(0));
            OptionValues options = parseOptions(kind, words);
            try {
                return new DeviceSpec(kind, options, Path.of(file), temporary);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("not a valid path: " + e.getMessage(), e);
            }
        }
    }
}
