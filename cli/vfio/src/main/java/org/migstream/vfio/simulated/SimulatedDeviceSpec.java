// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which device to open: {@code KIND[,option=value]...@STATE-FILE}. The first {@code @} begins the path, which may have
 * any character.
 *
 * @param kind what it is
 * @param options what it is told
 * @param stateFile where its state is
 */
record SimulatedDeviceSpec(SimulatedKind kind, OptionValues options, Path stateFile) {
    /** @throws IllegalArgumentException for anything else; the message is for its author */
    static SimulatedDeviceSpec of(String spec) {
        int at = spec.indexOf('@');
        if (at < 0 || at == spec.length() - 1) {
            throw new IllegalArgumentException(
                    "a simulated device is KIND[,option=value]...@STATE-FILE, with a file that is made if it is not there;"
                            + " '" + spec + "' names no file");
        }
        List<String> words = new ArrayList<>(List.of(spec.substring(0, at).split(",", -1)));
        SimulatedKind kind = SimulatedKind.parse(words.remove(0));
        OptionValues options = OptionValues.of("sim:" + kind, words);
        options.requireKnown(kind.allOptions());
        try {
            return new SimulatedDeviceSpec(kind, options, Path.of(spec.substring(at + 1)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path: " + e.getMessage(), e);
        }
    }
}
